"""A month without a build: what was received, and what the checks of each file found.

What depends on other files, months or deadlines is not known here: which rows count, who was late,
what a correction fixed, the scores. It is never guessed; the report says that it is missing.
"""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

import pandas as pd

from gtrm.intake import landed
from gtrm.products.qa_report.data import SEVERITIES
from gtrm.products.qa_report.month import Month, Organisation, plain
from gtrm.rules.decisions.waivers import read_month_findings

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gtrm.core.settings import Settings

_ROW_KEY = ["submission_id", "sheet_name", "source_row"]


def read_landed(settings: Settings, month: str) -> Month:
    """Return a month as it is landed."""
    ids = landed.all_submission_ids(settings, month)
    submissions = landed.read(settings, "submissions", ids)
    submissions = submissions.assign(rows=submissions["rows_received_count"], quarantined=None)
    findings = _place(settings, read_month_findings(settings, month), submissions)
    names = ["submission_id", "file_name", "cycle_month", "version_number"]
    everything = landed.read(settings, "submissions", landed.all_submission_ids(settings))
    return Month(
        code=month,
        is_built=False,
        submissions=plain(submissions.sort_values(["file_name", "version_number"])),
        findings=findings,
        repairs=landed.read_month(settings, "repairs", month),
        organisations={
            str(code): Organisation() for code in findings["organisation_code"].dropna().unique()
        },
        figures={month: _figures(submissions, findings)},
        deadline_at=None,
        files={str(one): (*about,) for one, *about in everything[names].to_numpy().tolist()},
        names=_organisation_names(settings),
    )


def _place(settings: Settings, findings: pd.DataFrame, submissions: pd.DataFrame) -> pd.DataFrame:
    """Give each finding the organisation of its row, or of its file where it has no row."""
    rows = _organisations_of_rows(settings, list(submissions["submission_id"]))
    out = findings.merge(rows, on=_ROW_KEY, how="left")
    of_file = submissions.set_index("submission_id")["organisation_code"]
    code = out["organisation_code"].fillna(out["submission_id"].map(of_file))
    is_waived = out["waived_by"].notna()
    state = is_waived.map({True: "waived", False: "open"})
    return plain(out.assign(organisation_code=code)).assign(
        is_waived=is_waived, state=state, is_of_month=True
    )


def _organisations_of_rows(settings: Settings, submission_ids: Sequence[str]) -> pd.DataFrame:
    columns = [*_ROW_KEY[1:], "organisation_code"]
    rows = [
        (one, *row)
        for one in submission_ids
        for row in landed.read_columns(settings, "activities", one, columns)
    ]
    frame = pd.DataFrame(rows, columns=[*_ROW_KEY, "organisation_code"], dtype=object)
    return frame.drop_duplicates(_ROW_KEY)


def _figures(submissions: pd.DataFrame, findings: pd.DataFrame) -> dict[str, int | None]:
    standing = findings[~findings["is_waived"]]["severity"].value_counts()
    return {
        "files": len(submissions),
        "refused": int((submissions["status"] == "refused").sum()),
        "rows": int(submissions["rows_received_count"].sum()),
        **{name: int(standing.get(name, 0)) for name in SEVERITIES},
        "waived": int(findings["is_waived"].sum()),
        "score": None,
    }


def _organisation_names(settings: Settings) -> dict[str, str]:
    path = settings.seeds / "ref_organisations.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {
            row["organisation_code"]: row["organisation_name_es"] or row["organisation_name"]
            for row in csv.DictReader(file)
        }
