"""Running the rules over rows: Great Expectations decides, the failing rows become findings."""

from __future__ import annotations

import json
import warnings
from contextlib import contextmanager
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from pandas.api.types import is_numeric_dtype

from gtrm.errors import SuiteError
from gtrm.validation import preparation
from gtrm.validation.gx_library import ProgressBarsConfig, gx
from gtrm.validation.suites import (
    DECLARED_MEASURE,
    SEVERITIES,
    Rule,
    Suite,
    all_rules,
    build_gx_suite,
)

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gtrm.vocabularies import Vocabularies

FINDING_COLUMNS = (
    *("submission_id", "cycle_month", "file_name", "sheet_name", "source_row"),
    *("field_name", "column_name", "reported_value", "rule_id", "rule_alias", "severity", "scope"),
    *("title_es", "title_en", "hint_es", "hint_en", "suggested_value"),
    *("related_submission_id", "related_sheet_name", "related_source_row", "rows_affected_count"),
)
_TOLD_BY_ROW = FINDING_COLUMNS[-5:]  # what a prepared column of that name says of its row
_ROW_COLUMNS = FINDING_COLUMNS[:5]
_INDEX = "row_number"
_RESULT_FORMAT = {
    "result_format": "COMPLETE",
    "unexpected_index_column_names": [_INDEX],
    "exclude_unexpected_values": True,  # row numbers only: the values are in the rows
    "return_unexpected_index_query": False,
}


def find_findings(
    rows: pd.DataFrame,
    suites: Sequence[Suite],
    vocabularies: Vocabularies,
    printed_headers: Mapping[tuple[str, str, str], str],
) -> pd.DataFrame:
    """Return what is wrong with rows: one row per broken rule and reported row.

    Every rule of a row's template generation is run, on rows that will be quarantined too. The
    order is submission, sheet, row, severity (critical first), rule id.

    Args:
        rows: Reported rows of one or several submissions (see `preparation.prepare`), with
            `submission_id`, `file_name`, `sheet_name`, `source_row`, `generation_code`.
        suites: From `suites.load_suites`.
        vocabularies: The lists that names are checked against.
        printed_headers: (submission_id, sheet_name, field) -> header as printed on the sheet; a
            field that the sheet lacks has none, and its findings have a null `column_name`.

    Returns:
        FINDING_COLUMNS: text (None where there is none), `source_row` int64 as Excel numbers it.

    Raises:
        SuiteError: A rule could not be run, so its silence would mean nothing.
    """
    if rows.empty:
        return empty_findings()
    rows = rows.reset_index(drop=True)
    return judge(rows, preparation.prepare(rows, vocabularies), suites, printed_headers)


def judge(
    rows: pd.DataFrame,
    prepared: pd.DataFrame,
    suites: Sequence[Suite],
    printed_headers: Mapping[tuple[str, str, str], str],
) -> pd.DataFrame:
    """Return the findings of rules over columns prepared elsewhere, as `find_findings` does.

    Args:
        rows: As for `find_findings`, indexed from 0.
        prepared: The columns that the rules read, in the order of `rows`, indexed by `row_number`.
            Where it has one, a finding takes its `suggested_value`, `related_submission_id`,
            `related_sheet_name`, `related_source_row` and `rows_affected_count` from it.
        suites: Rules that read no other columns.
        printed_headers: See `find_findings`.
    """
    by_generation = prepared.groupby(rows["generation_code"].to_numpy(), sort=True)
    with _gx_frames() as frames:
        found = [
            _tell(rule, rows.loc[failing], prepared.loc[failing], printed_headers)
            for generation, group in by_generation
            for rule, failing in _failing_rows(frames, str(generation), group, suites)
        ]
    return _in_order(pd.concat(found, ignore_index=True)) if found else empty_findings()


def empty_findings() -> pd.DataFrame:
    """Return no findings, with every column and its type."""
    return pd.DataFrame(
        {
            name: pd.Series(dtype="int64" if name == "source_row" else object)
            for name in FINDING_COLUMNS
        }
    )


def _failing_rows(
    frames: Any,  # noqa: ANN401 - GX's batch definition
    generation: str,
    prepared: pd.DataFrame,
    suites: Sequence[Suite],
) -> Iterator[tuple[Rule, list[int]]]:
    """Yield each broken rule with the row numbers that break it."""
    rules = [rule for rule in all_rules(suites) if rule.applies_to(generation)]
    if not rules:
        raise SuiteError("No rule applies to this template.", generation, "Extend the suites.")
    # GX copies a batch's rows for each metric of a rule with a condition: one batch for each
    # condition, holding only what its rules read, costs a quarter of one batch for all.
    for _, alike in groupby(sorted(rules, key=_condition), key=_condition):
        chosen = list(alike)
        results = _validate(frames, _slim(prepared, chosen), chosen)
        for rule in chosen:
            failing = _unexpected_rows(rule, results.get(rule.rule_id))
            if failing:
                yield rule, failing


def _condition(rule: Rule) -> str:
    return json.dumps(rule.condition, sort_keys=True)


def _slim(prepared: pd.DataFrame, rules: Sequence[Rule]) -> pd.DataFrame:
    """Only what the rules read, texts as categories: cheap to copy and to compare.

    Columns that are compared with each other stay text: categories of two lists cannot be.
    """
    columns: set[str] = set().union(*(rule.columns for rule in rules))
    paired: set[str] = set().union(*(rule.paired_columns for rule in rules))
    slim = prepared[sorted(columns)]
    texts = [name for name in columns - paired if not is_numeric_dtype(slim[name])]
    return slim.astype(dict.fromkeys(texts, "category"))


def _validate(frames: Any, prepared: pd.DataFrame, rules: Sequence[Rule]) -> dict[str, Any]:  # noqa: ANN401 - GX's batch definition
    """Return GX's result for each rule id."""
    # Titles and hints stay here: GX would copy and check them hundreds of times.
    suite = build_gx_suite(
        "rules", [{**rule.configuration, "meta": {"rule_id": rule.rule_id}} for rule in rules]
    )
    batch = frames.get_batch(batch_parameters={"dataframe": prepared})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of GX about its own innards
        validated = batch.validate(suite, result_format=_RESULT_FORMAT)
    return {result.expectation_config.meta["rule_id"]: result for result in validated.results}


@contextmanager
def _gx_frames() -> Iterator[Any]:
    """Lend a GX batch definition that takes a whole data frame; afterwards GX holds none."""
    context = _context()
    source = context.data_sources.add_pandas("rows")
    try:
        yield source.add_dataframe_asset("rows").add_batch_definition_whole_dataframe("all")
    finally:
        context.data_sources.delete("rows")


@cache
def _context() -> Any:  # noqa: ANN401 - GX's context type is only known when it runs
    """A context in memory: nothing is written, nothing is sent, no progress bar is drawn."""
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = ProgressBarsConfig(globally=False, metric_calculations=False)
    return context


def _unexpected_rows(rule: Rule, result: Any) -> list[int]:  # noqa: ANN401 - GX's result type
    fault = "it gave no result" if result is None else _exception_message(result.exception_info)
    listed: list[int] = []
    if fault is None:
        parts = result.result.get("unexpected_index_list") or []
        listed = [int(number) for part in parts for number in part[_INDEX]]
        failed = result.result.get("unexpected_count")
        if failed != len(listed):
            fault = f"{failed} rows failed and {len(listed)} were named"
    if fault is not None:
        raise SuiteError(
            f"Rule {rule.rule_id} could not be run: {fault}.",
            f"{rule.suite_name} > {rule.rule_id}",
            "Correct the rule's arguments or the prepared columns that it reads.",
        )
    return listed


def _exception_message(info: Mapping[str, Any]) -> str | None:
    """GX tells of an exception flatly, or once per metric under the metric's id."""
    parts = [info] if "raised_exception" in info else list(info.values())
    raised = [part for part in parts if part.get("raised_exception")]
    return str(raised[0].get("exception_message")) if raised else None


def _tell(
    rule: Rule,
    rows: pd.DataFrame,
    prepared: pd.DataFrame,
    printed_headers: Mapping[tuple[str, str, str], str],
) -> pd.DataFrame:
    out = rows.loc[:, list(_ROW_COLUMNS)].copy()
    fields = _fields(rule, rows)
    out["field_name"] = fields
    out["column_name"] = [
        printed_headers.get(key)
        for key in zip(rows["submission_id"], rows["sheet_name"], fields, strict=True)
    ]
    cells = pd.Series(None, index=rows.index, dtype=object)
    for name in set(fields):
        chosen = np.array([field == name for field in fields])
        cells = cells.where(~chosen, prepared[name])
    out["reported_value"] = cells
    for name in ("rule_id", "rule_alias", "severity", "scope", "title_es", "title_en"):
        out[name] = getattr(rule, name)
    out["hint_es"] = _fill(rule.hint_es, rule, prepared)
    out["hint_en"] = _fill(rule.hint_en, rule, prepared)
    for name in _TOLD_BY_ROW:
        out[name] = prepared.get(name)
    return out[list(FINDING_COLUMNS)]


def _fields(rule: Rule, rows: pd.DataFrame) -> list[str]:
    if rule.field != DECLARED_MEASURE:
        return [rule.field] * len(rows)
    return list(rows["population_measure_code"].map(preparation.MEASURE_FIELDS))


def _fill(hint: str, rule: Rule, prepared: pd.DataFrame) -> list[str]:
    names = sorted(rule.placeholders)
    if not names:
        return [hint] * len(prepared)
    columns = [[_print(value) for value in prepared[name]] for name in names]
    return [
        hint.format(**dict(zip(names, values, strict=True)))
        for values in zip(*columns, strict=True)
    ]


def _print(value: object) -> str:
    return f"{value:.10g}" if isinstance(value, float) else str(value)


def _in_order(findings: pd.DataFrame) -> pd.DataFrame:
    ranks = findings["severity"].map({name: rank for rank, name in enumerate(SEVERITIES)})
    keyed = findings.assign(_rank=ranks)
    ordered = keyed.sort_values(
        ["submission_id", "sheet_name", "source_row", "_rank", "rule_id"],
        kind="stable",
        ignore_index=True,
    )
    out = ordered[list(FINDING_COLUMNS)].astype(object)
    out = out.where(out.notna(), None)
    out["source_row"] = out["source_row"].astype("int64")
    return out
