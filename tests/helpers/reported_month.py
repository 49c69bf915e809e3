"""A landed month of invented files, and the QA report made of it."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from gtrm.core.settings import Settings
from gtrm.intake import landed
from gtrm.products import qa_report
from gtrm.rules.decisions import waivers

MONTH = "2021-09"
NOW = datetime(2021, 11, 1, tzinfo=UTC)
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

    @property
    def id(self) -> str:
        """As intake names it, the name for the hash."""
        return f"{self.cycle}-{self.name}-{self.version}"


def finding(base: dict[str, object], row: int | None, **more: object) -> dict[str, object]:
    """A finding on a row; None: on the file."""
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
    findings = [{**own, **told} for told in one.findings]
    for table, content in (
        ("submissions", [submission]),
        ("activities", rows),
        ("findings", findings),
    ):
        _write(landed.path_of(settings, table, one.id), table, content)


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


def _usual(one: File) -> tuple[tuple[str, str | None], ...]:
    return (("organisation_code", one.organisation), ("month_code", one.cycle))


def _write(path: Path, table: str, rows: list[dict[str, object]]) -> None:
    frame = pd.DataFrame(rows, columns=landed.SCHEMAS[table].names, dtype=object)
    landed.write(path, table, frame, "test")


def with_expected(settings: Settings, tmp_path: Path, *codes: str) -> Settings:
    """The project's configuration, expecting these organisations in every month of 2021."""
    config = tmp_path / "config"
    shutil.copytree(settings.config, config)
    lines = ["organisation_code,valid_from_month,valid_to_month"]
    lines += [f"{code},2021-01,2021-12" for code in codes]
    (config / "expected_partners.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return replace(settings, config=config)


def write_page(settings: Settings, month: str = MONTH) -> Path:
    """Write the report as the cycle does."""
    findings = waivers.read_month_findings(settings, month)
    return qa_report.write_qa_report(settings, month, findings, {}, NOW)


def read_page(settings: Settings, month: str = MONTH) -> tuple[str, dict[str, Any]]:
    """Return the report's HTML and the data in it."""
    page = write_page(settings, month).read_text(encoding="utf-8")
    [data] = re.findall(r'<script type="application/json" id="data">(.*?)</script>', page)
    return page, json.loads(data)


def figures(page: str) -> dict[str, str]:
    """The figures of the first part, by name."""
    return dict(re.findall(r'<b data-figure="(\w+)">([^<]*)</b>', page))
