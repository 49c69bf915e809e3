"""The QA report: one HTML page a month, Spanish first, readable without a network."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING, Any

import pandas as pd

from gtrm.core.cycle import utc_now
from gtrm.intake import landed
from gtrm.products.qa_report import page
from gtrm.products.qa_report.changes import find_changes
from gtrm.products.qa_report.data import Texts, as_json, encode_findings, in_order
from gtrm.products.qa_report.deliveries import read_deliveries
from gtrm.products.qa_report.glance import describe_glance
from gtrm.products.qa_report.month import Month, read_month
from gtrm.products.qa_report.organisations import Section, describe_organisations
from gtrm.products.qa_report.pairs import encode_pairs
from gtrm.products.texts import SEVERITY_NAMES
from gtrm.rules.decisions import waivers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    from gtrm.core.settings import Settings

_SYSTEMATIC = r"5W-80[1-9]"
_FILE = ["file_name", "cycle_month", "version_number"]
_WAIVER = ["rule_id", "severity", "title_es", "title_en", *waivers.WAIVED_COLUMNS]
_REPAIR = ["repair_code", "title_es", "title_en", "decided_by", "decided_on", "reason"]
_REPAIRED = ("sheet_name", "field_name", "reported_value", "repaired_value")


def write_qa_report(
    settings: Settings,
    month: str,
    findings: pd.DataFrame,
    feedback_names: Mapping[str, str] | None = None,
    now: datetime | None = None,
) -> Path:
    """Write `warehouse/reports/<month>/qa_report.html`; return its path.

    Figures count what no later file replaced. Of replaced files the page tells that they came and
    what their correction changed.

    Args:
        settings: Whose landing to read; `intake.versions.decide` and `waivers.land` have run.
        month: The cycle month.
        findings: All of the month, from `waivers.read_month_findings`.
        feedback_names: Submission id -> its workbook in the folder `feedback` beside the page.
        now: Aware; who is late or missing is judged at this moment (default: the present).
    """
    counted = read_month(settings, month, findings)
    deliveries = read_deliveries(settings, now or utc_now())
    listed = _listed(settings, counted)
    sections = describe_organisations(
        counted, listed, deliveries.get(month, {}), _organisation_names(settings)
    )
    repairs = landed.read_month(settings, "repairs", month)
    data = _encode(settings, listed, repairs, sections)
    context = {
        "month": month,
        "glance": describe_glance(settings, counted, deliveries),
        "sections": sections,
        "files": _file_lines(counted, feedback_names or {}),
        "systematic": _systematic(listed),
        "waivers": _groups(listed[listed["state"] == "waived"], _WAIVER),
        "idle_waivers": _idle_waivers(settings, month),
        "repairs": _groups(repairs, _REPAIR),
        "pairs_count": len(data["pairs"]),
        "standing_count": len(counted.standing),
    }
    path = settings.reports / month / "qa_report.html"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page.render(context, as_json(data)), encoding="utf-8")
    return path


def _listed(settings: Settings, month: Month) -> pd.DataFrame:
    """The findings in the page's order, with their `state` and the number of their waiver."""
    states, gone = find_changes(settings, month)
    own = month.findings.assign(state=states.fillna("open"))
    own["state"] = own["state"].mask(own["is_waived"], "waived")
    listed = in_order(pd.concat([own, gone.assign(state="fixed")], ignore_index=True))
    waived = listed["state"] == "waived"
    numbers = listed[waived].groupby(_WAIVER, sort=False, dropna=False).ngroup()
    return listed.assign(waiver=(numbers + 1).reindex(listed.index, fill_value=0))


def _encode(
    settings: Settings, listed: pd.DataFrame, repairs: pd.DataFrame, sections: list[Section]
) -> dict[str, Any]:
    """What the page's script draws from; see `report.data`."""
    texts = Texts()
    named = [listed["submission_id"], listed["related_submission_id"], repairs["submission_id"]]
    ids = sorted({str(one) for one in pd.concat(named).dropna()})
    numbers = {one: number for number, one in enumerate(ids, start=1)}
    files = landed.read(settings, "submissions", ids)[
        ["file_name", "cycle_month", "version_number"]
    ]
    organisations = {one.code: number for number, one in enumerate(sections)}
    return {
        **encode_findings(listed, texts, numbers, organisations),
        **encode_pairs(settings, listed, texts, numbers),
        "repairs": {
            "group": repairs.groupby(_REPAIR, sort=False, dropna=False).ngroup().tolist(),
            "file": [numbers.get(one, 0) for one in repairs["submission_id"]],
            "row": [int(row) for row in repairs["source_row"]],
            **{name: texts.column(repairs[name]) for name in _REPAIRED},
        },
        "files": [["", "", 0], *files.to_numpy().tolist()],
        "organisations": [[one.code, one.name] for one in sections],
        "texts": texts.all,
    }


def _groups(rows: pd.DataFrame, key: list[str]) -> list[dict[str, Any]]:
    """Each group of rows once, in the order of the rows: its key and how many rows it has."""
    sizes = rows.groupby(key, sort=False, dropna=False).size()
    groups = sizes.rename("count").reset_index().astype(object)
    return _records(groups)


def _records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    plain = frame.astype(object).where(frame.notna(), None)
    return [{str(name): value for name, value in row.items()} for row in plain.to_dict("records")]


def _systematic(listed: pd.DataFrame) -> list[dict[str, Any]]:
    """The findings that summarise others, those of most rows first; `position` in the listed."""
    is_told = listed["rule_id"].str.fullmatch(_SYSTEMATIC) & (listed["state"] != "fixed")
    told = listed[is_told & (listed["state"] != "waived")]
    told = told.assign(position=told.index, rows=told["rows_affected_count"].fillna(0).astype(int))
    return _records(told.sort_values("rows", ascending=False, kind="stable"))


def _idle_waivers(settings: Settings, month: str) -> list[dict[str, Any]]:
    lines = waivers.list_waivers(settings, month)
    return _records(lines[lines["state"] != "used"])


def _file_lines(month: Month, feedback_names: Mapping[str, str]) -> list[dict[str, Any]]:
    """Each file received, with what counts of it."""
    rows = month.rows.groupby("submission_id").size()
    out = month.rows[month.rows["worst"] == "critical"].groupby("submission_id").size()
    found = month.standing.groupby(["submission_id", "severity"]).size()
    lines = _records(month.submissions.sort_values(["file_name", "version_number"]))
    for line in lines:
        one = line["submission_id"]
        line["rows"], line["quarantined"] = int(rows.get(one, 0)), int(out.get(one, 0))
        line |= {name: int(found.get((one, name), 0)) for name in SEVERITY_NAMES}
        line["feedback"] = feedback_names.get(str(one))
    return lines


def _organisation_names(settings: Settings) -> dict[str, str]:
    path = settings.seeds / "ref_organisations.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        return {
            row["organisation_code"]: row["organisation_name_es"] or row["organisation_name"]
            for row in csv.DictReader(file)
        }
