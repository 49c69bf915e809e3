"""A month of invented files: landed, as a finished build tells it, and the QA report of it.

What a build would know of them (statuses, what is new or fixed, scores) is said by each test.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import pandas as pd

from gtrm.core.settings import Settings
from gtrm.intake import landed
from gtrm.products import qa_report

if TYPE_CHECKING:
    from collections.abc import Iterable

MONTH = "2021-09"
NOT_A_NUMBER = {
    "rule_id": "5W-112",
    "severity": "critical",
    "scope": "cell",
    "field_name": "men",
    "column_name": "Hombres",
    "reported_value": "doce",
    "title_es": "No es un número entero",
    "title_en": "Not a whole number",
    "hint_es": "Escriba un número entero.",
    "hint_en": "Enter a whole number.",
}
DO_NOT_ADD = {
    "rule_id": "5W-401",
    "rule_alias": "PopTypeBreakdown",
    "severity": "warning",
    "scope": "row",
    "field_name": "total_beneficiaries",
    "column_name": "Total",
    "reported_value": "13",
    "title_es": "Las poblaciones no suman",
    "title_en": "Populations do not add",
    "hint_es": "Suman 12 y el total es 13.",
    "hint_en": "They add to 12 and the total is 13.",
}


@dataclass(frozen=True)
class File:
    """A file received: its rows are those of the sheet from row 9 on."""

    name: str
    organisation: str | None = "MUESTRA-A"
    rows: int = 10
    findings: tuple[dict[str, object], ...] = ()
    cycle: str = MONTH
    status: str = "read"
    version: int = 1
    received_at: datetime = datetime(2021, 10, 5, 12)  # noqa: DTZ001 - UTC, as it lands
    replaced_by: str | None = None
    cells: dict[int, dict[str, object]] = field(default_factory=dict)  # of a row: what differs
    more: dict[str, object] = field(default_factory=dict)
    quarantined: int = 0
    score: int = 100

    @property
    def id(self) -> str:
        """As intake names it, the name for the hash."""
        return f"{self.cycle}-{self.name}-{self.version}"


def finding(base: dict[str, object], row: int | None, **more: object) -> dict[str, object]:
    """A finding on a row; None: on the file. `state`: 'new', 'still' or 'fixed', as dbt says."""
    return {**base, "source_row": row, "sheet_name": row and "Reporte 5W", **more}


def land(settings: Settings, *files: File, compared: tuple[dict[str, object], ...] = ()) -> None:
    """Land files, and findings across files."""
    for one in files:
        _land_file(settings, one)
    _write(settings.landing / "parts" / "parts.parquet", "parts", _parts(files))
    told = [{"cycle_month": MONTH, **row} for row in compared]
    _write(landed.compared_path(settings, MONTH), "findings", told)


def _land_file(settings: Settings, one: File) -> None:
    own = {"submission_id": one.id, "cycle_month": one.cycle, "file_name": one.name}
    submission = {
        **own,
        "organisation_code": one.organisation,
        "status": one.status,
        "version_number": one.version,
        "rows_received_count": one.rows,
        "received_at": one.received_at,
        **one.more,
    }
    rows = [
        {
            **own,
            "sheet_name": "Reporte 5W",
            "source_row": number,
            "organisation_code": one.organisation,
            "month_code": one.cycle,
            **one.cells.get(number, {}),
        }
        for number in range(9, 9 + one.rows)
    ]
    findings = [{**own, **_reported(told)} for told in one.findings]
    for table, content in (
        ("submissions", [submission]),
        ("activities", rows),
        ("findings", findings),
    ):
        _write(landed.path_of(settings, table, one.id), table, content)


def _reported(told: dict[str, object]) -> dict[str, object]:
    """A finding without what only a build or a reviewer says of it."""
    return {name: value for name, value in told.items() if name in landed.SCHEMAS["findings"].names}


def _parts(files: tuple[File, ...]) -> list[dict[str, object]]:
    """One for each organisation and month that a file's rows name."""
    ids = {one.name: one.id for one in files}
    named = {
        (
            one.id,
            cells.get("organisation_code", one.organisation),
            cells.get("month_code", one.cycle),
        )
        for one in files
        if one.status != "refused"
        for cells in [one.cells.get(row, {}) for row in range(9, 9 + max(one.rows, 1))]
    }
    replaced_by = {one.id: ids.get(one.replaced_by or "") for one in files}
    return [
        {
            **{"submission_id": one, "organisation_code": organisation, "month_code": month},
            "superseded_by_submission_id": replaced_by[one],
        }
        for one, organisation, month in sorted(named, key=str)
    ]


def _write(path: Path, table: str, rows: list[dict[str, object]]) -> None:
    frame = pd.DataFrame(rows, columns=landed.SCHEMAS[table].names, dtype=object)
    landed.write(path, table, frame, "test")


@dataclass(frozen=True)
class Partner:
    """A line of rpt_submission_status."""

    organisation: str
    status: str = "received"
    is_expected: bool = True
    received_at: datetime | None = datetime(2021, 10, 5, 12)  # noqa: DTZ001 - UTC, as it lands
    month: str = MONTH


DEADLINE = datetime(2021, 10, 11, 5)  # noqa: DTZ001 - UTC: the end of 10 October in Lima
_FINDING = {
    **dict.fromkeys(landed.SCHEMAS["findings"].names, "varchar"),
    **dict.fromkeys(("source_row", "related_source_row", "rows_affected_count"), "bigint"),
    **{"organisation_code": "varchar", "is_waived": "boolean", "is_superseded": "boolean"},
    **{"is_new_in_correction": "boolean", "fixed_by_submission_id": "varchar"},
    **{"waived_by": "varchar", "waived_on_date": "date", "waiver_reason": "varchar"},
    **{"waived_to_month": "varchar", "finding_id": "bigint"},
}
_SUBMISSION = {
    **dict.fromkeys(("submission_id", "cycle_month", "file_name", "status"), "varchar"),
    **{"version_number": "bigint", "rows_received_count": "bigint", "received_at": "timestamp"},
    **dict.fromkeys(("organisation_code", "refusal_es", "refusal_en", "sha256"), "varchar"),
}
_REPAIR = {
    **dict.fromkeys(("submission_id", "sheet_name", "field_name", "reported_value"), "varchar"),
    **dict.fromkeys(("repair_code", "title_es", "title_en", "decided_by", "reason"), "varchar"),
    **{"source_row": "bigint", "repaired_count": "bigint", "decided_on_date": "date"},
    **{"cycle_month": "varchar", "repair_id": "bigint"},
}
_PARTNER = {
    **dict.fromkeys(("month_code", "organisation_code", "status"), "varchar"),
    **{"is_expected": "boolean", "received_at": "timestamp", "deadline_at": "timestamp"},
}
_QUALITY = {
    **dict.fromkeys(("extent", "cycle_month", "organisation_code", "submission_id"), "varchar"),
    **dict.fromkeys(("rows_count", "quarantined_count", "score"), "bigint"),
}
# What follows from these tables as it does in the models.
_OTHERS = """
    create view marts.dim_submissions as from marts.fct_submissions;
    create view reporting.rpt_data_quality as
    select cycle_month as month_code, 'finding' as record_type, severity, is_superseded,
        count(*) as findings_count, count(*) filter (where is_waived) as waived_count
    from marts.fct_findings group by all;
    create table marts.dim_organisations(organisation_code varchar, organisation_name_es varchar);
"""


def finish_month(
    settings: Settings,
    *files: File,
    compared: tuple[dict[str, object], ...] = (),
    partners: tuple[Partner, ...] = (),
    repairs: tuple[dict[str, object], ...] = (),
) -> Path:
    """Land files and write what a build of them holds for the report; return its database."""
    land(settings, *files, compared=compared)
    database = settings.build / "month" / "warehouse.duckdb"
    database.parent.mkdir(parents=True)
    with duckdb.connect(str(database)) as connection:
        for schema in ("marts", "reporting", "intermediate"):
            connection.execute(f"create schema {schema}")
        _insert(connection, "marts.fct_submissions", _SUBMISSION, map(_submission, files))
        _insert(connection, "marts.fct_findings", _FINDING, _findings(files, compared))
        _insert(connection, "marts.fct_repairs", _REPAIR, repairs)
        told = [
            dict(zip(_PARTNER, values, strict=True))
            for p in partners
            for values in [
                (p.month, p.organisation, p.status, p.is_expected, p.received_at, DEADLINE)
            ]
        ]
        _insert(connection, "reporting.rpt_submission_status", _PARTNER, told)
        _insert(connection, "intermediate.int_quality_scored", _QUALITY, _quality(files))
        connection.execute(_OTHERS)
    return database


def _insert(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    kinds: dict[str, str],
    rows: Iterable[dict[str, object]],
) -> None:
    frame = pd.DataFrame(list(rows), columns=list(kinds), dtype=object)
    connection.register("frame", frame)
    typed = ", ".join(f"{name}::{kind} as {name}" for name, kind in kinds.items())
    connection.execute(f"create table {table} as select {typed} from frame")


def _submission(one: File) -> dict[str, object]:
    told = {
        **{"submission_id": one.id, "cycle_month": one.cycle, "file_name": one.name},
        **{"status": "superseded" if one.replaced_by else one.status},
        **{"version_number": one.version, "rows_received_count": one.rows},
        **{"received_at": one.received_at, "organisation_code": one.organisation},
    }
    return {**told, **one.more}


def _findings(
    files: tuple[File, ...], compared: tuple[dict[str, object], ...]
) -> list[dict[str, object]]:
    ids = {one.name: one.id for one in files}
    found = []
    for one in files:
        own = {"submission_id": one.id, "cycle_month": one.cycle, "file_name": one.name}
        for told in one.findings:
            cells = one.cells.get(told["source_row"], {})
            found.append(
                {
                    **own,
                    "organisation_code": cells.get("organisation_code", one.organisation),
                    "is_superseded": one.replaced_by is not None or told.get("state") == "fixed",
                    **_state(told, ids.get(one.replaced_by or "")),
                    **told,
                }
            )
    of_file = {one.id: one.organisation for one in files}
    found += [
        {
            **{"cycle_month": MONTH, "is_superseded": False, "is_waived": False, **told},
            "organisation_code": of_file.get(told.get("submission_id")),
        }
        for told in compared
    ]
    return [{**told, "finding_id": number} for number, told in enumerate(found)]


def _state(told: dict[str, object], replaced_by: str | None) -> dict[str, object]:
    state = told.get("state")
    return {
        "is_waived": "waived_by" in told,
        "waived_on_date": told.get("waived_on"),
        "is_new_in_correction": {"new": True, "still": False}.get(str(state)),
        "fixed_by_submission_id": (told.get("fixed_by") or replaced_by)
        if state == "fixed"
        else None,
    }


def _quality(files: tuple[File, ...]) -> list[dict[str, object]]:
    """The rows that count; the score of a month or organisation is that of its last file."""
    standing = [one for one in files if not one.replaced_by and one.rows]
    extents = [
        *[("month", one.cycle, None, None, one) for one in standing],
        *[("organisation", one.cycle, one.organisation, None, one) for one in standing],
        *[("submission", one.cycle, None, one.id, one) for one in standing],
    ]
    groups: dict[tuple[object, ...], list[File]] = {}
    for *key, one in extents:
        groups.setdefault((*key,), []).append(one)
    return [
        {
            **dict(zip(_QUALITY, key, strict=False)),
            "rows_count": sum(one.rows for one in own),
            "quarantined_count": sum(one.quarantined for one in own),
            "score": own[-1].score,
        }
        for key, own in groups.items()
    ]


def write_page(settings: Settings, database: Path | None, month: str = MONTH) -> Path:
    """Write the report of a build; None: of what is landed."""
    told = qa_report.read_month(settings, month, database)
    return qa_report.write_qa_report(settings, told, {}, database)


def read_page(settings: Settings, database: Path | None) -> tuple[str, dict[str, Any]]:
    """Return the report's HTML and the data in it."""
    page = write_page(settings, database).read_text(encoding="utf-8")
    [data] = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page)
    return page, json.loads(data)


def figures(page: str) -> dict[str, str]:
    """The figures of the first part, by name."""
    return dict(re.findall(r'<b data-figure="(\w+)">([^<]*)</b>', page))
