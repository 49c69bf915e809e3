"""Rows that break rules: the same that GX's own validator names, at a fraction of its cost."""

from __future__ import annotations

import warnings
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

from cases import CASES
from gtrm.core.errors import SuiteError
from gtrm.rules import preparation, verdicts
from gtrm.rules.gx_library import ephemeral_context
from gtrm.rules.suites import all_rules, build_gx_suite
from small_lists import VOCABULARIES, rows_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from gtrm.rules.suites import Rule, Suite

# Expectations of GX that no suite uses yet: they have to be there too, with all that they compute.
OTHERS: dict[str, dict[str, Any]] = {
    "expect_column_values_to_match_regex": {"column": "indicator_code", "regex": "^[A-H]"},
    "expect_column_values_to_be_unique": {"column": "indicator_code"},
    "expect_column_value_lengths_to_be_between": {"column": "admin1", "max_value": 4},
    "expect_column_value_z_scores_to_be_less_than": {
        "column": "population_sum",
        "threshold": 1.5,
        "double_sided": True,
    },
}


@pytest.fixture(scope="module")
def rules(suites: tuple[Suite, ...]) -> list[Rule]:
    return list(all_rules(suites))


@pytest.fixture(scope="module")
def prepared() -> pd.DataFrame:
    """Every row of the cases: good, bad and blank ones, numbered in steps of three."""
    rows = rows_of(*(changes for case in CASES for _, changes in case.rows()))
    found = preparation.prepare(rows, VOCABULARIES)
    return found.set_axis(pd.RangeIndex(0, 3 * len(found), 3, name="row_number"))


def test_the_rows_are_those_of_gx_own_validator(rules: list[Rule], prepared: pd.DataFrame) -> None:
    others = [
        replace(rules[0], rule_id=name, configuration=_configuration(name, kwargs))
        for name, kwargs in OTHERS.items()
    ]
    asked = [*rules, *others]

    ours = {rule.rule_id: list(rows) for rule, rows in verdicts.failing_rows(prepared, asked)}

    assert ours == _by_batch_validate(prepared, asked)
    assert len(ours) > 60
    assert ours.keys() >= OTHERS.keys()


def test_rows_are_named_by_their_index_in_order(rules: list[Rule], prepared: pd.DataFrame) -> None:
    half = prepared.iloc[::-2]

    for rule, rows in verdicts.failing_rows(half, rules):
        assert set(rows) <= set(half.index), rule.rule_id
        assert list(rows) == sorted(rows, reverse=True)


def test_what_gx_lets_pass_is_no_failure(rules: list[Rule], prepared: pd.DataFrame) -> None:
    [strict] = (rule for rule in rules if rule.rule_id == "5W-208")
    kwargs = {**strict.configuration["kwargs"], "mostly": 0.5}
    lenient = replace(strict, configuration={**strict.configuration, "kwargs": kwargs})

    [(rule, rows)] = verdicts.failing_rows(prepared, [strict, lenient])

    assert rule is strict
    assert len(rows) > 0


def test_a_rule_is_not_run_on_values_it_cannot_compare(rules: list[Rule]) -> None:
    [rule] = (rule for rule in rules if rule.rule_id == "5W-116")
    texts = pd.DataFrame({"cva_value_number": np.array(["x", "y"], dtype=object)})

    with pytest.raises(SuiteError, match="Rule 5W-116 could not be run"):
        list(verdicts.failing_rows(texts, [rule]))


def _configuration(name: str, kwargs: dict[str, Any]) -> dict[str, Any]:
    return {"type": name, "severity": "info", "kwargs": kwargs, "meta": {"rule_id": name}}


def _by_batch_validate(prepared: pd.DataFrame, rules: Sequence[Rule]) -> dict[str, list[int]]:
    context = ephemeral_context()
    asset = context.data_sources.add_pandas("rows").add_dataframe_asset("rows")
    batch = asset.add_batch_definition_whole_dataframe("all").get_batch(
        batch_parameters={"dataframe": prepared.reset_index()}
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of GX about its own innards
        found = batch.validate(
            build_gx_suite("rules", [rule.configuration for rule in rules]),
            result_format={
                "result_format": "COMPLETE",
                "unexpected_index_column_names": ["row_number"],
            },
        )
    return {
        result.expectation_config.meta["rule_id"]: [one["row_number"] for one in listed]
        for result in found.results
        if (listed := result.result["unexpected_index_list"])
    }
