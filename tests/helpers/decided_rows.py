"""June 2030 in Madre de Dios: a file and its correction, what a reviewer accepts, three repairs."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from gtrm.core.settings import Settings
from gtrm.rules.decisions import repairs, waivers
from landing_rows import PROJECT, Submission

MONTH = "2030-06"
FIRST, SECOND = f"{MONTH}-x1", f"{MONTH}-x2"
AUTHOR = "R. Visor,2030-07-12"
CONFIG = {
    "waivers": f"""\
organisation_code,rule_id,valid_from_month,valid_to_month,file_name,sheet_name,source_row,reported_value,decided_by,decided_on,reason
,5W-116,{MONTH},{MONTH},x.xlsx,5W,5,-5,{AUTHOR},Devolución
ORG011,5W-209,2030-01,2030-12,,,,,{AUTHOR},Acordado
""",
    "repairs": f"""\
repair_code,valid_from_month,valid_to_month,decided_by,decided_on,reason,is_on
raise_total_to_new,{MONTH},{MONTH},{AUTHOR},Acordado,yes
fill_in_destination,{MONTH},{MONTH},{AUTHOR},Acordado,yes
share_out_ages,{MONTH},{MONTH},{AUTHOR},Acordado,yes
fill_total_from_new,{MONTH},{MONTH},,,,no
""",
    "age_sex_shares": "sector_code,girls,boys,women,men,source\n*,1,1,1,1,a test\n",
}


def row(sector: str, indicator: str, **cells: object) -> dict[str, object]:
    place = {"region_pcode": "PE17", "month_code": MONTH, "organisation_code": "ORG011"}
    return {"sector_code": sector, "indicator_code": indicator, **place, **cells}


# Excel rows 4 to 7.
ROWS = [
    row("health", "RE-HE1", total_beneficiaries=10, new_beneficiaries=12),
    row("wash", "RE-WA2", total_beneficiaries=20, in_destination=20, cva_code="no", cva_value=-5),
    row("education", "RE-ED1", total_beneficiaries=30, in_transit=30, girls=30),
    row(
        *("integration", "RE-INT1"),
        **{"total_beneficiaries": 3, "new_beneficiaries": 4, "cva_value": -7},
    ),
]


def finding(number: int | None, rule: str, severity: str, value: str | None, **more: object):
    cell = {"field_name": "cva_value"} if rule == "5W-116" else {}
    about = {"source_row": number, "rule_id": rule, "severity": severity, "reported_value": value}
    return {**about, **cell, **more}


BOTH = [
    finding(4, "5W-209", "warning", "12"),
    finding(5, "5W-116", "critical", "-5"),
]
FIXED = [finding(6, "5W-301", "warning", None)]
NEW = [
    finding(7, "5W-116", "critical", "-7", suggested_value="7", related_source_row=5),
    # Of the whole month: of no file.
    finding(
        *(None, "5W-503", "info", None),
        **{"submission_id": None, "file_name": None, "sheet_name": None, "scope": "months"},
        **{"rows_affected_count": 4},
    ),
]


def decided_submissions() -> list[Submission]:
    def at(day: int) -> datetime:
        return datetime(2030, 7, day)  # noqa: DTZ001 - UTC, as it lands

    return [
        Submission(
            *(FIRST, MONTH, "x.xlsx", ROWS[:3], [*BOTH, *FIXED], 1, at(2)),
            organisation_code="ORG011",
        ),
        Submission(
            *(SECOND, MONTH, "x.xlsx", ROWS, [*BOTH, *NEW], 2, at(3)), organisation_code="ORG011"
        ),
    ]


PARTS = [
    {
        **{"submission_id": one, "organisation_code": "ORG011", "month_code": MONTH},
        **{"decision_code": decision, "decided_by": "rule", **other},
    }
    for one, decision, other in (
        (FIRST, "first", {"superseded_by_submission_id": SECOND}),
        (SECOND, "correction", {"supersedes_submission_id": FIRST}),
    )
]


def decide(root: Path) -> None:
    """Land the reviewer's decisions over the landing in `root`, as the cycle does."""
    for name, text in CONFIG.items():
        (root / "config" / f"{name}.csv").write_text(text, encoding="utf-8")
    settings = Settings(PROJECT.parent, root / "raw", root, root / "config")
    waivers.land(settings)
    repairs.land(settings)
