"""A landing written for tests, in the schema that intake writes, and the `dbt build` over it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

import star_rows
from gtrm.config import Config, for_dbt
from gtrm.config.for_dbt import LISTS
from gtrm.config.lists import Deadline
from gtrm.config.reading import read_list
from gtrm.core.settings import load_settings
from gtrm.intake.landed import SCHEMAS
from gtrm.warehouse import dbt_process
from gtrm.warehouse.build import BUILD_FILE

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PROJECT = Path(__file__).resolve().parents[2] / "dbt_project"
CONFIG = {
    "registered_models": """\
region_pcode,aggregation_model,measure_code,valid_from_month,valid_to_month,decided_by,reason
*,sum,new,2021-01,,a test,the others
PE23,maxsector_reported,total,2021-09,2021-12,a test,Tacna
""",
    "expected_partners": """\
organisation_code,valid_from_month,valid_to_month
ORG001,2021-01,2021-12
ORG002,2021-01,2021-12
ORG003,2021-01,2021-12
ORG004,2021-01,2021-12
""",
    "deadlines": "valid_from_month,deadline_day\n2021-01,10\n",
    "overrides": """\
month_code,region_pcode,measure_code,population_code,people_count,author,date,source,reason
""",
}


@dataclass
class Submission:
    """One landed workbook: its rows, its findings and what intake says about it."""

    submission_id: str
    cycle_month: str
    file_name: str
    rows: list[dict[str, object]] = field(default_factory=list)
    findings: list[dict[str, object]] = field(default_factory=list)
    version_number: int = 1
    received_at: datetime = datetime(2021, 10, 5)  # noqa: DTZ001 - UTC, as it lands
    sha256: str | None = None
    status: str = "read"
    organisation_code: str | None = None
    population_measure_code: str = "total"

    def land(self, landing: Path) -> None:
        """Write the files of this submission."""
        name = {
            "submission_id": self.submission_id,
            "cycle_month": self.cycle_month,
            "file_name": self.file_name,
            "sheet_name": "5W",
            "generation_code": "gtrm_es_2021",
        }
        about = {
            **name,
            "source_name": "folder",
            "sha256": self.sha256 or self.submission_id,
            "size_bytes": 1000,
            "received_at": self.received_at,
            "version_number": self.version_number,
            "status": self.status,
            "rows_received_count": len(self.rows),
            "organisation_code": self.organisation_code,
            "reader_version": "1",
        }
        codes = {"country_code": "PER", "population_measure_code": self.population_measure_code}
        rows = [
            {**name, **codes, **{k: _text(v) for k, v in row.items()}, "source_row": number}
            for sheet in {row.get("sheet_name") for row in self.rows}
            for number, row in enumerate(
                (row for row in self.rows if row.get("sheet_name") == sheet), start=4
            )
        ]
        self._write(landing, "submissions", [about])
        self._write(landing, "columns", [])
        self._write(landing, "activities", rows)
        self._write(
            landing, "findings", [{**name, "scope": "cell", **one} for one in self.findings]
        )

    def _write(self, landing: Path, table: str, rows: list[dict[str, object]]) -> None:
        folder = landing / table / self.cycle_month
        folder.mkdir(parents=True, exist_ok=True)
        whole = pa.Table.from_pylist(rows, schema=SCHEMAS[table])
        pq.write_table(whole, folder / f"{self.submission_id}.parquet")


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def parts_of(
    submissions: list[Submission], decided: list[dict[str, object]]
) -> list[dict[str, object]]:
    """Return one 'first' per part of the rows, but for the parts that `decided` says more about."""
    first = {"decision_code": "first", "decided_by": "rule"}
    known = {(p["submission_id"], p["organisation_code"], p["month_code"]) for p in decided}
    found = {
        (one.submission_id, row.get("organisation_code"), row.get("month_code")): None
        for one in submissions
        for row in one.rows
    }
    keys = ("submission_id", "organisation_code", "month_code")
    others = [{**dict(zip(keys, part, strict=True)), **first} for part in found.keys() - known]
    return [*decided, *others]


def land(
    root: Path,
    submissions: list[Submission],
    shares: list[dict[str, object]],
    parts: list[dict[str, object]],
) -> None:
    """Write a whole landing and its config under `root`."""
    for submission in submissions:
        submission.land(root / "landing")
    (root / "landing" / "shares").mkdir(parents=True)
    table = pa.Table.from_pylist(shares, schema=SCHEMAS["shares"])
    pq.write_table(table, root / "landing" / "shares" / "shares.parquet")
    (root / "landing" / "parts").mkdir()
    table = pa.Table.from_pylist(parts, schema=SCHEMAS["parts"])
    pq.write_table(table, root / "landing" / "parts" / "parts.parquet")
    for name in ("waived", "repairs"):
        (root / "landing" / name).mkdir()
        pq.write_table(SCHEMAS[name].empty_table(), root / "landing" / name / "none.parquet")
    (root / "config").mkdir()
    for name, text in {**CONFIG, **star_rows.CONFIG}.items():
        (root / "config" / f"{name}.csv").write_text(text, encoding="utf-8")


@dataclass(frozen=True)
class Build:
    """A finished `dbt build`: its file, its record and how to ask it."""

    root: Path

    def query(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        """Ask the build file, read-only."""
        with duckdb.connect(str(self.root / BUILD_FILE), read_only=True) as connection:
            return connection.execute(sql, list(values)).fetchall()

    def figures(self, sql: str, *values: object) -> dict[object, object]:
        """Answer of two columns as a dictionary, of more as key tuple to last column."""
        rows = self.query(sql, *values)
        return {row[0] if len(row) == 2 else row[:-1]: row[-1] for row in rows}


def write_lists(root: Path) -> None:
    """Write the lists of `root/config` as dbt reads them; their codes are a test's own."""
    lists = {model: read_list(root / "config" / model.file, model) for model in (*LISTS, Deadline)}
    months = [path.name for path in (root / "landing" / "submissions").glob("*")]
    for_dbt.write(Config(lists, {}), root / "landing", months)


def run_dbt(
    root: Path, *arguments: str, months: Mapping[str, Sequence[str]] | None = None
) -> dbt_process.Outcome:
    """Run `dbt build` over a landing in `root`, as the package does; all of it is in `root`."""
    write_lists(root)
    order = dbt_process.Order(
        build_file=root / BUILD_FILE,
        target=root / "target",
        landing=root / "landing",
        as_of="2021-11-01T00:00:00+00:00",
        months=months or {},
        arguments=arguments,
    )
    return dbt_process.build(load_settings({}), order, lambda *_: None)
