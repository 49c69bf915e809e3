"""A small landed month and a reviewer's `config/` over it, for tests of waivers and repairs."""

from __future__ import annotations

import shutil
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pandas as pd

from gtrm.core.settings import Settings
from gtrm.intake import landed

MONTH = "2021-09"
WAIVERS = (
    "organisation_code,rule_id,valid_from_month,valid_to_month,file_name,sheet_name,source_row,"
    "reported_value,decided_by,decided_on,reason"
)
PLACED = {
    **{"month_code": MONTH, "region_pcode": "PE23", "organisation_code": "ORG001"},
    **{"sector_code": "health", "indicator_code": "RE-HE1", "population_measure_code": "total"},
}


def with_config(settings: Settings, tmp_path: Path, **files: str) -> Settings:
    """Return settings with a copy of config/ in which some CSV files are others."""
    own = tmp_path / "config"
    if not own.is_dir():
        shutil.copytree(settings.config, own)
    for name, text in files.items():
        (own / f"{name}.csv").write_text(text, encoding="utf-8")
    return replace(settings, config=own)


def land_file(
    settings: Settings,
    rows: dict[int, dict[str, object]],
    findings: list[dict[str, object]],
    submission_id: str = f"{MONTH}-a",
) -> None:
    """Land one file, `a.xlsx` of ORG001: its rows by Excel row, what was found in them."""
    month = submission_id[:7]
    name = {
        **{"submission_id": submission_id, "cycle_month": month},
        **{"file_name": "a.xlsx", "sheet_name": "5W"},
    }
    about = {**name, "status": "read", "organisation_code": "ORG001"}
    about |= {"received_at": datetime(2021, 10, 5), "version_number": 1}  # noqa: DTZ001 - UTC
    frames = {
        "submissions": [about],
        "activities": [{**name, **PLACED, "source_row": n, **row} for n, row in rows.items()],
        "findings": [{**name, **finding} for finding in findings],
    }
    for table, records in frames.items():
        path = landed.path_of(settings, table, submission_id)
        landed.write(path, table, pd.DataFrame(records), "1")


def finding(row: int | None, rule_id: str, severity: str, **more: object) -> dict[str, object]:
    return {"source_row": row, "rule_id": rule_id, "severity": severity, **more}
