"""Which rows break which rule: Great Expectations decides, and returns only the row numbers.

`Batch.validate` answers the same question with values, index lists and queries that nobody reads
here, and copies a batch's rows for each of them. So the expectation is asked directly, as GX's own
validator asks it: its metric on GX's engine, its verdict where rows fail, and those rows from the
condition that the metric counts (see docs/decisions/0009). Each rule gets a batch of the few
columns that it reads; rows of a row condition are selected by GX once for all rules that share it.
"""

from __future__ import annotations

import json
import warnings
from itertools import groupby
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np
import pandas as pd
from pandas.api.types import is_object_dtype, is_string_dtype

from gtrm.core.errors import SuiteError
from gtrm.rules.gx_library import (
    MetricConfiguration,
    MetricsCalculator,
    PandasExecutionEngine,
    get_metric_kwargs,
)
from gtrm.rules.suites import build_gx_suite

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from gtrm.rules.suites import Rule

# An exception in a metric is raised, not kept as a result that could pass for a verdict.
_ASKED = {"result_format": {"result_format": "BOOLEAN_ONLY"}, "catch_exceptions": False}


def failing_rows(
    prepared: pd.DataFrame, rules: Sequence[Rule]
) -> Iterator[tuple[Rule, NDArray[np.int64]]]:
    """Yield each broken rule with the index values of the rows that break it, rows in order.

    Args:
        prepared: The columns that the rules read; the index is unique.
        rules: Rules about rows.

    Raises:
        SuiteError: A rule could not be run, or is not about rows.
    """
    slim = _with_categories(prepared, rules)
    for _, alike in groupby(sorted(rules, key=_condition), key=_condition):
        chosen = [(rule, _expectation(rule)) for rule in alike]
        rows = _select(slim, chosen)
        for rule, expectation in chosen:
            if rows.empty:  # the rule is for no row: none fails
                continue
            failing = _ask(rule, expectation, rows[sorted(rule.read_columns)])
            if len(failing):
                yield rule, failing


def _condition(rule: Rule) -> str:
    return json.dumps(rule.condition, sort_keys=True)


def _expectation(rule: Rule) -> Any:  # noqa: ANN401 - GX builds its classes at run time
    # Titles and hints stay here: GX would copy and check them many times.
    slim = {**rule.configuration, "meta": {"rule_id": rule.rule_id}}
    expectation = build_gx_suite(rule.rule_id, [slim]).expectations[0]
    if not getattr(expectation, "map_metric", None):
        _stop(rule, "it is not about rows")
    return expectation


def _with_categories(prepared: pd.DataFrame, rules: Sequence[Rule]) -> pd.DataFrame:
    """What the rules read; texts that are compared with fixed values become categories.

    Each different text is then compared once. Columns that are compared with each other stay text:
    categories of two lists cannot be.
    """
    columns: set[str] = set().union(*(rule.columns for rule in rules))
    compared = set().union(*(rule.columns_compared_with_values for rule in rules))
    paired: set[str] = set().union(*(rule.paired_columns for rule in rules))
    slim = prepared[sorted(columns)]
    texts = [
        name
        for name in compared - paired
        if is_object_dtype(slim[name]) or is_string_dtype(slim[name])
    ]
    return slim.assign(**{name: _categories(slim[name]) for name in texts})


def _categories(texts: pd.Series) -> pd.Categorical:
    codes, different = pd.factorize(texts)  # `astype` takes twice as long over objects
    return pd.Categorical.from_codes(codes, pd.Index(different))


def _select(slim: pd.DataFrame, chosen: Sequence[tuple[Rule, Any]]) -> pd.DataFrame:
    """Return the rows that a condition is true of, as GX reads the condition."""
    columns: set[str] = set().union(*(rule.read_columns for rule, _ in chosen))
    rows = slim[sorted(columns)]
    rule, expectation = chosen[0]
    if not rule.condition:
        return rows
    # GX copies each column that it is handed, and converts texts: only those of the condition.
    asked = slim[sorted(rule.condition_columns)]
    engine = _engine(asked.reset_index(drop=True))
    try:
        kept: pd.DataFrame = engine.get_domain_records({"row_condition": expectation.row_condition})
    except Exception as error:  # whatever a condition does wrong
        _stop(rule, str(error), error)
    return rows.iloc[kept.index]


def _ask(rule: Rule, expectation: Any, rows: pd.DataFrame) -> NDArray[np.int64]:  # noqa: ANN401
    """Return the index values of the rows that fail an expectation, its condition being met."""
    asked = expectation.copy(update={"row_condition": None})
    engine = _engine(rows)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of GX about its own innards
            counted = _unexpected_count(asked)
            metrics = _compute(engine, [counted])
            # Most rules fail in no row: there is nothing more to ask.
            if not metrics[counted.id] or _passes(asked, engine, metrics):
                return np.empty(0, dtype=np.int64)
    except Exception as error:  # whatever a rule does wrong
        _stop(rule, str(error), error)
    condition = metrics[counted.metric_dependencies["unexpected_condition"].id][0]
    failing: NDArray[np.int64] = condition.index.to_numpy()[condition.to_numpy(dtype=bool)]
    if len(failing) != metrics[counted.id]:
        _stop(rule, f"{metrics[counted.id]} rows failed and {len(failing)} were named")
    return failing


def _unexpected_count(asked: Any) -> Any:  # noqa: ANN401 - GX has no types
    """Return GX's name of the metric: how many rows fail, and by which condition."""
    name = f"{asked.map_metric}.unexpected_count"
    kwargs = get_metric_kwargs(name, asked.configuration, dict(_ASKED))
    return MetricConfiguration(name, kwargs["metric_domain_kwargs"], kwargs["metric_value_kwargs"])


def _compute(engine: Any, wanted: list[Any]) -> dict[Any, Any]:  # noqa: ANN401 - GX has no types
    found: dict[Any, Any] = MetricsCalculator(engine).compute_metrics(wanted, dict(_ASKED))[0]
    return found


def _passes(asked: Any, engine: Any, metrics: dict[Any, Any]) -> bool:  # noqa: ANN401
    """Return the expectation's verdict; some may fail where it says `mostly`."""
    needed = asked.get_validation_dependencies(engine, dict(_ASKED)).get_metric_configurations()
    rest = _compute(engine, [one for one in needed if one.id not in metrics])
    return bool(asked.metrics_validate({**metrics, **rest}, dict(_ASKED)).success)


def _engine(rows: pd.DataFrame) -> Any:  # noqa: ANN401 - GX has no types
    return PandasExecutionEngine(batch_data_dict={"rows": rows})


def _stop(rule: Rule, fault: str, error: Exception | None = None) -> NoReturn:
    raise SuiteError(
        f"Rule {rule.rule_id} could not be run: {fault}.",
        f"{rule.suite_name} > {rule.rule_id}",
        "Correct the rule's arguments or the prepared columns that it reads.",
    ) from error
