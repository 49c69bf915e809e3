"""Each rule, with rows it passes, rows it flags and rows with blanks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import pytest

from cases import CASES, ELSEWHERE
from gtrm.intake.landed import REPORTED_FIELDS
from gtrm.lists.vocabularies import Vocabulary
from gtrm.rules import checks, preparation
from gtrm.rules.suites import all_rules
from rows import IN_2026
from small_lists import CLEAN_ROW, VOCABULARIES, rows_of

if TYPE_CHECKING:
    from gtrm.rules.suites import Suite
    from rows import Changes


_CASH: Changes = {"cva": "Sí", "cva_mechanism": "Tarjeta prepago"}
_NOT_WHOLE = ("doce", "-3", "2.5", "1.000", "1,490", "1e3", "#N/A", "٣", "+4", "12 personas")
_NOTHING: Changes = dict.fromkeys(REPORTED_FIELDS)
# What is said of a row -> rows with all the critical rules, or all the rules, that they break.
CRITICAL: dict[str, list[tuple[Changes, list[str]]]] = {
    "a count that is no whole number": [({"men": text}, ["5W-112"]) for text in _NOT_WHOLE],
    "a row without anything": [
        (_NOTHING, ["5W-001", "5W-003", "5W-010", "5W-012", "5W-016", "5W-018"]),
    ],
}
EXACTLY: dict[str, list[tuple[Changes, list[str]]]] = {
    "a whole number in any form": [({"men": text}, []) for text in ("4", " 4 ", "4.0", "04")],
    "money with decimals": [({**_CASH, "cva_value": text}, []) for text in ("10.5", "1542.86")],
    "money with thousands or words": [
        ({**_CASH, "cva_value": text}, ["5W-115"]) for text in ("1.542", "US$ 5")
    ],
    "a sum with an unreadable figure is not judged": [({"in_transit": "unos"}, ["5W-105"])],
    "a row that is quarantined is held to all rules": [
        (
            {"appealing_org": "Nadie", "in_transit": "5", "new_beneficiaries": "11"},
            ["5W-011", "5W-310", "5W-401", "5W-405"],
        )
    ],
    "new people that R4V's 2026 does not give are told once": [
        ({**IN_2026, "girls": None, "new_beneficiaries": None}, ["5W-405"]),
        ({**IN_2026, "total_beneficiaries": "9"}, ["5W-310"]),
    ],
}


@dataclass(frozen=True)
class Told:
    """A row, what it stands for, and the rules that it breaks: all, and the critical ones."""

    name: str  # a rule's id, or the sentence of CRITICAL or EXACTLY
    kind: str
    changes: Changes
    rules: list[str]
    critical: list[str]


@pytest.fixture(scope="module")
def told(suites: tuple[Suite, ...]) -> list[Told]:
    """Every row of this page and of the cases; all in one run."""
    kinds: list[tuple[str, str, Changes]] = [
        *((case.rule_id, *row) for case in CASES for row in case.rows()),
        *((rule_id, "elsewhere", changes) for rule_id, changes in ELSEWHERE),
        *((name, "own", row) for name, rows in {**CRITICAL, **EXACTLY}.items() for row, _ in rows),
    ]
    rows = rows_of(*(changes for _, _, changes in kinds))
    findings = checks.find_findings(rows, suites, VOCABULARIES, {})
    critical = findings[findings["severity"] == "critical"]
    broken, worst = (f.groupby("source_row")["rule_id"].agg(list) for f in (findings, critical))
    return [
        Told(*row, broken.get(number, []), worst.get(number, []))
        for row, number in zip(kinds, rows["source_row"], strict=True)
    ]


def test_every_rule_has_its_cases(suites: tuple[Suite, ...]) -> None:
    assert [case.rule_id for case in CASES] == sorted({case.rule_id for case in CASES})
    assert {case.rule_id for case in CASES} == {rule.rule_id for rule in all_rules(suites)}


def test_a_good_row_has_no_finding_of_any_rule(told: list[Told]) -> None:
    assert [row for row in told if row.kind == "good" and row.rules] == []


def test_a_bad_row_is_flagged(told: list[Told]) -> None:
    assert [row for row in told if row.kind == "bad" and row.name not in row.rules] == []


def test_blanks_are_flagged_only_by_rules_about_blanks(told: list[Told]) -> None:
    flagged = {row.name for row in told if row.kind == "blank" and row.name in row.rules}

    assert flagged == {case.rule_id for case in CASES if case.flags_blank}


def test_a_rule_says_nothing_of_what_is_another_rules_matter(told: list[Told]) -> None:
    others = [row for row in told if row.kind in {"silent", "elsewhere"}]

    assert len(others) > len(ELSEWHERE)
    assert [row for row in others if row.name in row.rules] == []


@pytest.mark.parametrize("sentence", CRITICAL)
def test_what_keeps_a_row_out(sentence: str, told: list[Told]) -> None:
    own = [row.critical for row in told if row.name == sentence]

    assert own == [rules for _, rules in CRITICAL[sentence]]


@pytest.mark.parametrize("sentence", EXACTLY)
def test_what_is_told_of_a_row(sentence: str, told: list[Told]) -> None:
    own = [row.rules for row in told if row.name == sentence]

    assert own == [rules for _, rules in EXACTLY[sentence]]


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
