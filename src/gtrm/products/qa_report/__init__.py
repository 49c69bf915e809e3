"""The QA report: one HTML page a month, Spanish first, readable without a network."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pandas as pd

from gtrm.products.qa_report import page
from gtrm.products.qa_report.before_build import read_landed
from gtrm.products.qa_report.data import Texts, encode_findings, in_order
from gtrm.products.qa_report.glance import describe_glance
from gtrm.products.qa_report.month import Month, read_built
from gtrm.products.qa_report.organisations import Section, describe_organisations
from gtrm.products.qa_report.pairs import encode_pairs
from gtrm.products.qa_report.stale import PAGE, find_stale, keep_stamp
from gtrm.products.texts import SEVERITY_NAMES
from gtrm.rules.decisions import waivers

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from gtrm.core.settings import Settings

__all__ = ["Month", "find_stale", "read_month", "write_qa_report"]

_SYSTEMATIC = r"5W-80[1-9]"
_WAIVER = ["rule_id", "severity", "title_es", "title_en", *waivers.WAIVED_COLUMNS]
_REPAIR = ["repair_code", "title_es", "title_en", "decided_by", "decided_on", "reason"]
_REPAIRED = ("sheet_name", "field_name", "reported_value", "repaired_value")


def read_month(settings: Settings, month: str, database: Path | None) -> Month:
    """Return the content of a month's report: from a finished build, or else from the landing.

    Args:
        settings: Whose landing to read if there is no build.
        month: The cycle month.
        database: Of a build of the present landing; None without such a build.
    """
    return read_built(database, month) if database else read_landed(settings, month)


def write_qa_report(
    settings: Settings,
    month: Month,
    feedback_names: Mapping[str, str] | None = None,
    database: Path | None = None,
) -> Path:
    """Write `warehouse/reports/<month>/qa_report.html`; return its path.

    Figures count what no later file replaced. For replaced files the page says that they were
    received and what their correction changed.

    Args:
        settings: Where the reports go, and whose landing has the cells of duplicate rows.
        month: What to tell, from `read_month`.
        feedback_names: Submission id -> its workbook in the folder `feedback` beside the page.
        database: Of the build that the month was read from, if it was.
    """
    listed = _listed(month)
    sections = describe_organisations(month, listed)
    data = _encode(settings, month, listed, sections)
    context = {
        "month": month.code,
        "is_built": month.is_built,
        "glance": describe_glance(month),
        "sections": sections,
        "files": _file_lines(month, listed, feedback_names or {}),
        "systematic": _systematic(listed),
        "waivers": _groups(listed[listed["state"] == "waived"], _WAIVER),
        "idle_waivers": _idle_waivers(settings, month.code) if month.is_built else [],
        "repairs": _groups(month.repairs, _REPAIR),
        "pairs_count": len(data["pairs"]),
        "standing_count": int((~listed["state"].isin(["waived", "fixed"])).sum()),
    }
    path = settings.reports / month.code / PAGE
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(page.render(context, data), encoding="utf-8")
    keep_stamp(settings, path.parent, database)
    return path


def _listed(month: Month) -> pd.DataFrame:
    """The findings in the page's order, with the number of their waiver."""
    listed = in_order(month.listed)
    waived = listed["state"] == "waived"
    numbers = listed[waived].groupby(_WAIVER, sort=False, dropna=False).ngroup()
    return listed.assign(waiver=(numbers + 1).reindex(listed.index, fill_value=0))


def _encode(
    settings: Settings, month: Month, listed: pd.DataFrame, sections: list[Section]
) -> dict[str, Any]:
    """What the page's script draws from; see `data`."""
    texts = Texts()
    repairs = month.repairs
    named = [listed["submission_id"], listed["related_submission_id"], repairs["submission_id"]]
    ids = sorted({str(one) for one in pd.concat(named).dropna()})
    numbers = {one: number for number, one in enumerate(ids, start=1)}
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
        "files": [["", "", 0], *(list(month.files[one]) for one in ids)],
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


def _file_lines(
    month: Month, listed: pd.DataFrame, feedback_names: Mapping[str, str]
) -> list[dict[str, Any]]:
    """Each file received, with what counts of it."""
    standing = listed[~listed["state"].isin(["waived", "fixed"])]
    found = standing.groupby(["submission_id", "severity"]).size()
    lines = _records(month.submissions)
    for line in lines:
        one = line["submission_id"]
        line |= {name: int(found.get((one, name), 0)) for name in SEVERITY_NAMES}
        line["feedback"] = feedback_names.get(str(one))
    return lines
