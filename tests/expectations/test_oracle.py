"""2,868 real rows with the flags that R4V's own 2022 code gave them: no unexplained difference."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd
import pytest
from oracle import read_2022_lists, read_oracle_rows

from gtrm.validation import checks

if TYPE_CHECKING:
    from pathlib import Path

    from gtrm.validation.suites import Suite

pytestmark = pytest.mark.needs_shared

# R4V's name -> rows R4V flagged, rows ours flags. Where ours flags more the reason is below.
FLAGGED = {
    "admin1and2check": (358, 368),
    "miss_implementing_org": (458, 657),
    "zeroCVA": (46, 46),
    "missingmechanism": (13, 13),
    "CVANotoYes": (45, 45),
    "MultipurposeSector": (4, 4),
    "PiNNoBenef": (46, 137),
    "NewBenefvstotal": (3, 4),
    "PopTypeBreakdown": (1027, 1027),
    "AGDBreakdown": (1033, 1033),
    "CBuildingNoBenef": (66, 66),
    "NoOutput": (312, 312),
}


@pytest.fixture(scope="module")
def rows(shared: Path) -> pd.DataFrame:
    return read_oracle_rows(shared / "data/r4v_rules_oracle/error_report_2022-01.csv.gz")


@pytest.fixture(scope="module")
def findings(rows: pd.DataFrame, shared: Path, suites: tuple[Suite, ...]) -> pd.DataFrame:
    lists = read_2022_lists(shared / "data/r4v_2022/import_template_2022.xlsx")
    return checks.find_findings(rows, suites, lists, {})


def _added(rows: pd.DataFrame, findings: pd.DataFrame, name: str) -> pd.DataFrame:
    """The rows that ours flags under R4V's name and R4V does not."""
    ours = set(findings.loc[findings["rule_alias"] == name, "source_row"])
    return rows[rows["source_row"].isin(ours) & ~rows[f"flag_{name}"]]


@pytest.mark.parametrize("name", FLAGGED)
def test_every_flag_of_r4v_is_given_and_the_rest_is_counted(
    name: str, rows: pd.DataFrame, findings: pd.DataFrame
) -> None:
    theirs = set(rows.loc[rows[f"flag_{name}"], "source_row"])
    ours = set(findings.loc[findings["rule_alias"] == name, "source_row"])

    assert theirs <= ours
    assert (len(theirs), len(ours)) == FLAGGED[name]


def test_provinces_are_also_checked_where_r4v_has_no_list(
    rows: pd.DataFrame, findings: pd.DataFrame
) -> None:
    added = _added(rows, findings, "admin1and2check")
    listed = rows.loc[rows["flag_admin1and2check"], "country"].unique()

    assert not added["country"].isin(listed).any()


def test_unknown_implementing_partners_are_also_flagged(
    rows: pd.DataFrame, findings: pd.DataFrame
) -> None:
    added = _added(rows, findings, "miss_implementing_org")

    # 201 names are not in the list letter by letter; 2 differ only in an accent and match.
    assert set(added["implementation_setup"]) == {"Yes"}
    assert set(added["source_row"]) == set(
        findings.loc[findings["rule_id"] == "5W-204", "source_row"]
    )


def test_pin_rows_with_one_zero_are_also_flagged(
    rows: pd.DataFrame, findings: pd.DataFrame
) -> None:
    added = _added(rows, findings, "PiNNoBenef")
    total, new = (
        pd.to_numeric(added[name]).fillna(0)
        for name in ("total_beneficiaries", "new_beneficiaries")
    )

    assert ((total > 0) ^ (new > 0)).all()


def test_more_new_people_than_the_total_is_flagged_for_any_type(
    rows: pd.DataFrame, findings: pd.DataFrame
) -> None:
    [row] = _added(rows, findings, "NewBenefvstotal").to_dict("records")

    assert int(row["new_beneficiaries"]) > int(row["total_beneficiaries"] or 0)
    assert not row["flag_PopTypeBreakdown"]  # R4V holds only Pin rows to it


def test_every_name_of_the_real_rows_is_in_the_lists_and_only_parts_of_people_are_critical(
    findings: pd.DataFrame,
) -> None:
    critical = findings[findings["severity"] == "critical"]

    assert critical["source_row"].nunique() == 25
    assert critical["reported_value"].str.fullmatch(r"\d+\.\d+").all()
