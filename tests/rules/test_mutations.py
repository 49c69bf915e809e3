"""A rule with one thing changed is noticed by the cases: they hold each rule in its place."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from cases import CASES
from gtrm.rules import preparation, verdicts
from gtrm.rules.suites import all_rules
from mutants import mutants_of
from small_lists import VOCABULARIES, rows_of

if TYPE_CHECKING:
    import pandas as pd

    from gtrm.rules.suites import Rule, Suite

ROWS = [(case, kind, changes) for case in CASES for kind, changes in case.rows()]


@pytest.fixture(scope="module")
def prepared() -> pd.DataFrame:
    rows = rows_of(*(changes for _, _, changes in ROWS))
    return preparation.prepare(rows, VOCABULARIES).assign(generation=rows["generation_code"])


def expected(rule: Rule, generations: pd.Series) -> dict[int, bool]:
    """Row -> whether the rule flags it: what test_rules.py asks of the rule."""
    return {
        number: case.rule_id == rule.rule_id and case.is_flagged(kind)
        for number, (case, kind, _) in enumerate(ROWS)
        if rule.applies_to(generations[number]) and (case.rule_id == rule.rule_id or kind == "good")
    }


def broken(suites: tuple[Suite, ...], prepared: pd.DataFrame) -> dict[str, Rule]:
    """Return the mutants of all rules by a name of their own."""
    texts = prepared.select_dtypes("object")
    values = {str(name): set(column.dropna()) for name, column in texts.items()}
    return {
        f"{rule.rule_id} {what}": replace(
            rule,
            rule_id=f"{rule.rule_id} {what}",
            configuration={**rule.configuration, "type": kind, "kwargs": kwargs},
        )
        for rule in all_rules(suites)
        for what, kind, kwargs in mutants_of(rule, values)
    }


def test_no_mutant_of_a_rule_survives_the_cases(
    suites: tuple[Suite, ...], prepared: pd.DataFrame
) -> None:
    rules = {rule.rule_id: rule for rule in all_rules(suites)}
    mutants = broken(suites, prepared)
    as_it_is = replace(rules["5W-401"], rule_id="5W-401 as it is")
    mutants[as_it_is.rule_id] = as_it_is
    flagged = {
        rule.rule_id: set(failing.tolist())
        for rule, failing in verdicts.failing_rows(prepared, [*mutants.values()])
    }

    survivors = [
        name
        for name in mutants
        if all(
            (number in flagged.get(name, ())) is told
            for number, told in expected(rules[name[:6]], prepared["generation"]).items()
        )
    ]

    assert survivors == ["5W-401 as it is"]
    assert {name[:6] for name in mutants} == set(rules)  # each rule was broken
    assert len(mutants) > 200


def test_a_rule_that_is_dropped_is_missed() -> None:
    """A silent rule flags nothing: each has a row that it must flag."""
    assert all(any(case.is_flagged(kind) for kind, _ in case.rows()) for case in CASES)
