"""What a release is made from: the submissions, the lists and rules, the code, the tools."""

from __future__ import annotations

import hashlib
import json
import platform
import shutil
import subprocess
from collections import Counter
from dataclasses import dataclass
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from gtrm import __version__
from gtrm.core import fingerprints
from gtrm.intake import landed
from gtrm.config.deadlines import deadline
from gtrm.config.documents import KEPT
from gtrm.core.cycle import utc_now

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from gtrm.core.settings import Settings

_CODE = (
    "src/gtrm/**/*",
    "dbt_project/*.yml",
    "dbt_project/dictionary_es.csv",
    "dbt_project/models/**/*",
    "dbt_project/macros/**/*",
    "dbt_project/seeds/**/*",
    "dbt_project/tests/**/*",
    "expectations/*.json",
    "requirements.lock",
)
# Of config/: files on which figures and products depend.
_CONFIG = ("*.csv", *(one.file for one in KEPT), "interventions/**/*")
_TOOLS = (
    *("apache-airflow", "dbt-core", "dbt-duckdb", "duckdb", "great-expectations", "pandas"),
    *("pyarrow", "python-calamine", "openpyxl"),
)
_COLUMNS = (
    *("submission_id", "cycle_month", "file_name", "sha256", "received_at", "version_number"),
    *("status", "rows_received_count", "generation_code"),
)

_OTHERS = {
    "code_sha256": "código o reglas · code or rules",
    "config_sha256": "listas de config/ · lists in config/",
    "shares_sha256": "proporciones de población · population shares",
    "months_open": "venció un plazo · a deadline has passed",
}


@dataclass(frozen=True)
class Changes:
    """What is not the same in two descriptions of inputs.

    `files`: cycle month -> files that one of them lacks or holds differently. `others`: the rest by
    its key in the description.
    """

    files: dict[str, int]
    others: tuple[str, ...]

    def __str__(self) -> str:
        files = [f"{month}: {count} archivos · files" for month, count in self.files.items()]
        return "; ".join([*files, *(_OTHERS[key] for key in self.others)])


def describe(settings: Settings) -> dict[str, Any]:
    """Return the inputs of a release and a `fingerprint` of all of them.

    The same fingerprint means the same figures: same submissions, configuration, code and tools,
    and the same deadlines passed (a partner that is late today was only expected yesterday).
    """
    submissions = _submissions(settings)
    state: dict[str, Any] = {
        "submissions": submissions,
        "code_sha256": fingerprints.hash_files(settings.home, _CODE),
        "config_sha256": hash_config(settings.config),
        "shares_sha256": _shares_hash(settings),
        "months_open": _months_open(settings, {s["cycle_month"] for s in submissions}),
    }
    text = json.dumps(state, sort_keys=True)
    return {
        **state,
        "as_of": utc_now().isoformat(),
        "config_files": {name: _hash(path) for name, path in _config_files(settings).items()},
        "fingerprint": hashlib.sha256(text.encode()).hexdigest(),
        "versions": {
            "gtrm": __version__,
            "git_commit": _git_commit(settings),
            "python": platform.python_version(),
            **{tool: version(tool) for tool in _TOOLS},
        },
    }


def compare(old: Mapping[str, Any], new: Mapping[str, Any]) -> Changes:
    """Return what differs between two descriptions; an empty one means no inputs."""
    before, after = (
        {one["submission_id"]: one for one in state.get("submissions", ())} for state in (old, new)
    )
    changed = [
        (after.get(key) or before[key])["cycle_month"]
        for key in before.keys() | after.keys()
        if before.get(key) != after.get(key)
    ]
    others = tuple(key for key in _OTHERS if old.get(key) != new.get(key))
    return Changes(dict(sorted(Counter(changed).items())), others)


def hash_config(config: Path) -> str:
    """Return one hash of the lists and rules of a `config/` that a release is made with."""
    return fingerprints.hash_files(config, _CONFIG)


def keep(settings: Settings, folder: Path) -> None:
    """Copy what a rebuild needs beside the archive: `config/`, and `shares.csv` if there is one."""
    for name, path in _config_files(settings).items():
        kept = folder / "config" / name
        kept.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, kept)
    if settings.population_shares:
        shutil.copyfile(settings.population_shares, folder / "shares.csv")


def _config_files(settings: Settings) -> dict[str, Path]:
    found = sorted(path for pattern in _CONFIG for path in settings.config.glob(pattern))
    return {path.relative_to(settings.config).as_posix(): path for path in found if path.is_file()}


def _hash(path: Path) -> str:
    return fingerprints.hash_file(path)


def _submissions(settings: Settings) -> list[dict[str, Any]]:
    rows = []
    for one in landed.all_submission_ids(settings):
        path = landed.path_of(settings, "submissions", one)
        row = landed.read_file(path, _COLUMNS).to_pylist()[0]
        rows.append({**row, "received_at": row["received_at"].isoformat()})
    return rows


def _shares_hash(settings: Settings) -> str | None:
    path = settings.population_shares
    return _hash(path) if path else None


def _months_open(settings: Settings, months: set[str]) -> list[str]:
    now = utc_now()
    return sorted(month for month in months if now <= deadline(settings.config, month))


def _git_commit(settings: Settings) -> str | None:
    command = ["git", "-C", str(settings.home), "rev-parse", "HEAD"]
    try:
        result = subprocess.run(command, capture_output=True, text=True, check=True)
    except (OSError, subprocess.CalledProcessError):
        return settings.commit  # an installation without git, such as a container image
    return result.stdout.strip()
