"""Each rule, with rows it passes, rows it flags and rows with blanks."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from cases import CASES, Case
from small_lists import CLEAN_ROW, VOCABULARIES, rows_of

from gtrm.landed import REPORTED_FIELDS
from gtrm.validation import checks, preparation
from gtrm.validation.suites import all_rules
from gtrm.vocabularies import Vocabulary

if TYPE_CHECKING:
    import pandas as pd

    from gtrm.validation.suites import Suite


@pytest.fixture(scope="module")
def found(suites: tuple[Suite, ...]) -> dict[tuple[str, str], set[str]]:
    """(rule, kind of case) -> the rules that the case's row breaks; all rows in one run."""
    kinds = [(case, kind) for case in CASES for kind in ("good", "bad", "blank")]
    rows = rows_of(*(getattr(case, kind) for case, kind in kinds))
    findings = checks.find_findings(rows, suites, VOCABULARIES, {})
    broken = findings.groupby("source_row")["rule_id"].agg(set).to_dict()
    return {
        (case.rule_id, kind): broken.get(number, set())
        for (case, kind), number in zip(kinds, rows["source_row"], strict=True)
    }


def test_every_rule_has_its_cases(suites: tuple[Suite, ...]) -> None:
    assert [case.rule_id for case in CASES] == sorted({case.rule_id for case in CASES})
    assert {case.rule_id for case in CASES} == {rule.rule_id for rule in all_rules(suites)}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule_id)
def test_a_good_row_has_no_finding_of_any_rule(
    case: Case, found: dict[tuple[str, str], set[str]]
) -> None:
    assert found[case.rule_id, "good"] == set()


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule_id)
def test_a_bad_row_is_flagged(case: Case, found: dict[tuple[str, str], set[str]]) -> None:
    assert case.rule_id in found[case.rule_id, "bad"]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.rule_id)
def test_blanks_are_flagged_only_by_rules_about_blanks(
    case: Case, found: dict[tuple[str, str], set[str]]
) -> None:
    assert (case.rule_id in found[case.rule_id, "blank"]) is case.flags_blank


def _told(rows: pd.DataFrame, suites: tuple[Suite, ...]) -> list[list[str]]:
    """The rules each row breaks, in the rows' order."""
    findings = checks.find_findings(rows, suites, VOCABULARIES, {})
    broken = findings.groupby("source_row")["rule_id"].agg(list)
    return [broken.get(number, []) for number in rows["source_row"]]


def test_a_count_that_is_not_a_whole_number_keeps_the_row_out(suites: tuple[Suite, ...]) -> None:
    written = ["doce", "-3", "2.5", "1.000", "1,490", "1e3", "#N/A", "٣", "+4", "12 personas"]

    told = _told(rows_of(*({"men": text} for text in written)), suites)

    assert [rules[0] for rules in told] == ["5W-112"] * len(written)


def test_a_whole_number_is_one_however_it_is_written(suites: tuple[Suite, ...]) -> None:
    rows = rows_of(*({"men": text} for text in ("4", " 4 ", "4.0", "04")))

    assert _told(rows, suites) == [[], [], [], []]


def test_money_has_decimals_and_no_thousands_separator(suites: tuple[Suite, ...]) -> None:
    cash = {"cva": "Sí", "cva_mechanism": "Tarjeta prepago"}
    written = ("0.5", "1542.86", "1.542", "US$ 5")

    told = _told(rows_of(*({**cash, "cva_value": text} for text in written)), suites)

    assert told == [[], [], ["5W-115"], ["5W-115"]]


def test_a_sum_with_an_unreadable_figure_is_not_judged(suites: tuple[Suite, ...]) -> None:
    findings = checks.find_findings(rows_of({"in_transit": "unos"}), suites, VOCABULARIES, {})

    assert list(findings["rule_id"]) == ["5W-105"]


def test_sums_are_held_against_the_figure_they_break_down(suites: tuple[Suite, ...]) -> None:
    breaks_down_new = {"population_measure_code": "new"}
    rows = rows_of({}, breaks_down_new, {**breaks_down_new, "new_beneficiaries": "10"})

    findings = checks.find_findings(rows, suites, VOCABULARIES, {})

    told = findings[["source_row", "rule_id", "field_name", "reported_value", "hint_es"]]
    assert told.to_numpy().tolist() == [
        [
            10,
            rule_id,
            "new_beneficiaries",
            "4",
            f"{what} 10 y la celda dice 4; corrija la que esté mal.",
        ]
        for rule_id, what in (
            ("5W-401", "Las poblaciones suman"),
            ("5W-402", "Sexo y edad suman"),
        )
    ]


def test_a_row_without_anything_is_told_what_it_lacks(suites: tuple[Suite, ...]) -> None:
    rows = rows_of(dict.fromkeys(REPORTED_FIELDS))

    findings = checks.find_findings(rows, suites, VOCABULARIES, {})

    critical = findings[findings["severity"] == "critical"]
    assert list(critical["rule_id"]) == ["5W-003", "5W-010", "5W-012", "5W-016", "5W-018"]


def test_all_rules_run_on_a_row_that_is_quarantined(suites: tuple[Suite, ...]) -> None:
    change = {"appealing_org": "Nadie", "in_transit": "5", "new_beneficiaries": "11"}

    findings = checks.find_findings(rows_of(change), suites, VOCABULARIES, {})

    assert list(findings["rule_id"]) == ["5W-011", "5W-310", "5W-401", "5W-405"]


def test_another_country_is_checked_with_its_own_lists(suites: tuple[Suite, ...]) -> None:
    pichincha = Vocabulary.from_names([("Pichincha", "ECP")], {"ECP": "ECU"})
    lists = replace(VOCABULARIES, regions=pichincha)
    change = {"country": "Ecuador", "admin1": "Pichincha", "admin2": None, "district": None}

    there = checks.find_findings(rows_of({**change, "ubigeo": None}), suites, lists, {})
    here = checks.find_findings(rows_of({**change, "ubigeo": None}), suites, VOCABULARIES, {})

    assert list(there["rule_id"]) == []
    assert list(here["rule_id"]) == ["5W-004"]


def test_codes_resolved_at_landing_are_taken_as_they_are(suites: tuple[Suite, ...]) -> None:
    rows = rows_of({"admin1": "Atlantis"})
    landed = rows.join(VOCABULARIES.resolve(rows_of({})))

    findings = checks.find_findings(landed, suites, VOCABULARIES, {})

    assert findings.empty
    assert set(CLEAN_ROW) - {"cycle_month"} - set(rows.columns) == set()
    assert preparation.prepare(landed, VOCABULARIES).columns.is_unique
