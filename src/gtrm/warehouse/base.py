"""The base of an incremental build: the newest finished build, and what has changed since.

`build/base/` holds a database and `base.json`, which names it and says what it was made from, cycle
month by cycle month. A month whose landed files differ is touched; so is every month that rows of
its files report on, before or now. See decision 13.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb
import pyarrow.parquet as pq

from gtrm.core.fingerprints import hash_file
from gtrm.intake import landed

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from pathlib import Path

    from gtrm.core.settings import Settings

RECORD = "base.json"  # written last: it points to the base
_BY_SUBMISSION = ("activities", "submissions", "findings")  # landing/<table>/<cycle month>/*
_BY_MONTH = ("waived", "repairs")  # landing/<table>/<cycle month>.parquet
# Lists that reach the tables through landed files alone: a change in them changes those.
_LANDED_LISTS = {
    *("age_sex_shares.csv", "aliases.csv", "repairs.csv", "versions.csv", "waivers.csv"),
}
# With the same code and lists, only what depends on these can have other values.
_CHANGING = ("source:gtrm_5w+", "source:gtrm_releases+")
_TOOLS = ("dbt-core", "dbt-duckdb", "duckdb")
_MONTHS_BEFORE = """
    select distinct month_code from intermediate.int_activities_judged
    where cycle_month in ? and month_code is not null
"""
_MONTHS_NOW = "select distinct month_code from read_parquet(?) where month_code is not null"


@dataclass(frozen=True)
class Plan:
    """How a build is made: incrementally from a base, or in full because of `reason`.

    cycles: cycle months with landed files to read; empty for a full build. months: months with rows
    to make anew, the cycles among them. made_from: what decides whether the build can be a base,
    for its record.
    """

    made_from: Mapping[str, Any]
    reason: str = ""
    base: str = ""
    cycles: tuple[str, ...] = ()
    months: tuple[str, ...] = ()

    def describe(self) -> dict[str, Any]:
        """Return it for the manifest of a release."""
        if not self.cycles:
            return {"kind": "full", "reason": self.reason}
        parts = {"base": self.base, "cycles": list(self.cycles), "months": list(self.months)}
        return {"kind": "incremental", **parts}

    def touched(self) -> dict[str, Sequence[str]]:
        """Return the months that dbt makes anew, as `macros/touched.sql` asks for them."""
        if not self.cycles:
            return {}
        return {"touched_cycles": self.cycles, "touched_months": self.months}

    def selection(self) -> Sequence[str]:
        """Return dbt's arguments for what can come out differently: what changing data feed."""
        return ("--select", *_CHANGING) if self.cycles else ()


def plan(settings: Settings, state: Mapping[str, Any], *, full: bool = False) -> Plan:
    """Return how to build from what is landed now, `state` describing it (see `inputs.describe`).

    In full if asked for or if anything is uncertain: no base, other code, tools or lists than those
    of the base, a landed month that was removed, more months to read than to keep.
    """
    now = _made_from(settings, state)
    record = _read_record(settings)
    if full or record is None:
        return Plan(now, "asked for" if full else "there is no base")
    before = record["made_from"]
    others = {key for key in now.keys() | before.keys() if now.get(key) != before.get(key)}
    others.discard("fingerprint")  # another part of the state has all of it
    old, new = before.get("cycles", {}), now["cycles"]
    touched = {cycle for cycle in new if new[cycle] != old.get(cycle)}
    # If only a deadline or the releases have changed, the newest month is made again.
    cycles = _with_versions(settings, touched or {max(new, default="")})
    if others - {"cycles"} or old.keys() - new.keys() or 2 * len(cycles) > len(new):
        what = sorted(others - {"cycles"}) or f"{len(cycles)} of {len(new)} months"
        return Plan(now, f"changed since the base: {what}")
    try:
        months = _reported_months(settings, _folder(settings) / record["file"], cycles)
    except duckdb.Error as error:
        return Plan(now, f"the base cannot be read: {error}")
    return Plan(now, "", record["file"], tuple(sorted(cycles)), tuple(sorted(months | cycles)))


def find(settings: Settings, state: Mapping[str, Any]) -> Path | None:
    """Return the base if it was made from exactly the present inputs, described by `state`.

    Its tables can be read; its views cannot, if the folder of the installation has changed since.
    """
    record = _read_record(settings)
    if record is None:
        return None
    now = _made_from(settings, state)
    if {**record["made_from"], "folders": now["folders"]} != now:
        return None
    return _folder(settings) / str(record["file"])


def copy(settings: Settings, made: Plan, target: Path) -> None:
    """Copy the base of an incremental plan to the file that its build will change.

    Raises:
        OSError: It cannot be read, or the disk is full.
    """
    shutil.copyfile(_folder(settings) / made.base, target)


def keep(settings: Settings, made: Plan, build_file: Path) -> None:
    """Make a finished build the base of the next one, in one step; the base before it goes.

    The file is shared with the build, which nobody writes any more; copied where that cannot be.
    """
    folder = _folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    name = f"{build_file.parent.name}.duckdb"
    try:
        os.link(build_file, folder / name)
    except OSError:  # a file system without links
        shutil.copyfile(build_file, folder / name)
    part = folder / f".{RECORD}.part"
    record = {"file": name, "made_from": made.made_from}
    part.write_text(json.dumps(record, indent=1), encoding="utf-8")
    part.replace(folder / RECORD)
    for path in folder.glob("*.duckdb"):
        if path.name != name:
            path.unlink()


def _folder(settings: Settings) -> Path:
    return settings.build / "base"


def _read_record(settings: Settings) -> dict[str, Any] | None:
    try:
        record: dict[str, Any] = json.loads((_folder(settings) / RECORD).read_bytes())
    except (FileNotFoundError, json.JSONDecodeError):
        return None
    return record if (_folder(settings) / record["file"]).is_file() else None


def _made_from(settings: Settings, state: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "code": state["code_sha256"],
        "lists": {
            name: text
            for name, text in state["config_files"].items()
            if name.endswith(".csv") and name not in _LANDED_LISTS
        },
        "shares": state["shares_sha256"],
        "folders": [str(settings.landing)],  # views hold its path
        "tools": {tool: state["versions"][tool] for tool in _TOOLS},
        "cycles": _hash_cycles(settings),
        "fingerprint": state["fingerprint"],
    }


def _hash_cycles(settings: Settings) -> dict[str, str]:
    """Return cycle month -> hash of all that is landed of it: files, and decisions over its parts.

    By content, because decisions and comparisons write the same files again in each run.
    """
    cycle_of = _cycle_of(settings)
    digests = {cycle: hashlib.sha256() for cycle in sorted(set(cycle_of.values()))}
    parts = defaultdict(list)
    for row in _parts(settings):
        parts[cycle_of.get(row["submission_id"])].append(repr(sorted(row.items())))
    for cycle, digest in digests.items():
        for path in _files(settings, cycle):
            digest.update(f"{path.relative_to(settings.landing)}\0".encode())
            digest.update(hash_file(path).encode())
        digest.update("\0".join(sorted(parts[cycle])).encode())
    return {cycle: digest.hexdigest() for cycle, digest in digests.items()}


def _files(settings: Settings, cycle: str) -> list[Path]:
    folders = (settings.landing / table / cycle for table in _BY_SUBMISSION)
    found = [path for folder in folders for path in folder.glob("*.parquet")]
    found += [landed.month_path(settings, table, cycle) for table in _BY_MONTH]
    return sorted(path for path in found if path.is_file())


def _cycle_of(settings: Settings) -> dict[str, str]:
    found = (settings.landing / "submissions").glob("*/*.parquet")
    return {path.stem: path.parent.name for path in found}


def _parts(settings: Settings) -> list[dict[str, Any]]:
    path = settings.landing / "parts" / "parts.parquet"
    rows: list[dict[str, Any]] = pq.read_table(path).to_pylist() if path.is_file() else []
    return rows


def _with_versions(settings: Settings, cycles: Collection[str]) -> set[str]:
    """Add the cycles of what files of these replaced, and of what replaced files of these.

    Findings of the replaced file say whether they were fixed, those of the other if they are new.
    """
    cycle_of = _cycle_of(settings)
    found = set(cycles)
    for row in _parts(settings):
        pair = {
            cycle_of.get(row[name]) for name in ("submission_id", "superseded_by_submission_id")
        }
        if None not in pair and pair & set(cycles):
            found |= {one for one in pair if one is not None}
    return found


def _reported_months(settings: Settings, base: Path, cycles: Collection[str]) -> set[str]:
    """Return the months that rows of these cycles report on, in the base or in the landed files."""
    files = [
        str(path)
        for cycle in cycles
        for path in (settings.landing / "activities" / cycle).glob("*.parquet")
    ]
    with duckdb.connect(str(base), read_only=True) as connection:
        before = connection.execute(_MONTHS_BEFORE, [list(cycles)]).fetchall()
        now = connection.execute(_MONTHS_NOW, [files]).fetchall()
    return {month for (month,) in before + now}
