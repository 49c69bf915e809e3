"""Every way a rule is broken on purpose: one limit, sign, list, column or condition at a time."""

from __future__ import annotations

from copy import deepcopy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gtrm.rules.suites import Rule

Mutant = tuple[str, str, dict[str, Any]]  # what was done, expectation type, kwargs

_NEGATIONS = {
    "expect_column_values_to_be_null": "expect_column_values_to_not_be_null",
    "expect_column_values_to_not_be_null": "expect_column_values_to_be_null",
    "expect_column_values_to_not_be_in_set": "expect_column_values_to_be_in_set",
    "expect_column_values_to_be_in_set": "expect_column_values_to_not_be_in_set",
}
_OPPOSITES = {"==": "!=", "!=": "==", "IN": "NOT_IN", "NOT_IN": "IN", ">": ">="}
_ORDERED = "expect_column_pair_values_a_to_be_greater_than_b"
_OTHER_MEASURES = ("total_beneficiaries_number", "new_beneficiaries_number")


def mutants_of(rule: Rule, values: Mapping[str, set[object]]) -> Iterator[Mutant]:
    """Yield a rule's mutants.

    Args:
        rule: Not changed.
        values: Column -> the values it has in the rows of the cases, to widen lists with.
    """
    kind, kwargs = rule.configuration["type"], rule.configuration["kwargs"]
    if kind in _NEGATIONS:
        yield "negated", _NEGATIONS[kind], kwargs
    for name, changed in (
        *_limits(kwargs),
        *_lists(kwargs, values),
        *_pairs(kind, kwargs),
        *_conditions(kwargs),
    ):
        yield name, kind, changed
    if kind == "expect_column_pair_values_to_be_equal" and _are_sums(kwargs):
        for first, second in (("column_A", "column_B"), ("column_B", "column_A")):
            sides = {"column_A": kwargs[first], "column_B": kwargs[second]}
            yield f"{first} >= {second}", _ORDERED, {**kwargs, **sides, "or_equal": True}


def _are_sums(kwargs: Mapping[str, Any]) -> bool:
    return kwargs["column_A"].endswith("_sum")


def _limits(kwargs: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for end in ("min", "max"):
        if f"{end}_value" not in kwargs:
            continue
        for step in (-1, 1):
            moved = kwargs[f"{end}_value"] + step
            yield f"{end} {step:+}", {**kwargs, f"{end}_value": moved}
        strict = not kwargs.get(f"strict_{end}", False)
        yield f"strict {end} {strict}", {**kwargs, f"strict_{end}": strict}
        if {"min_value", "max_value"} <= set(kwargs):
            yield f"no {end}", {key: one for key, one in kwargs.items() if key != f"{end}_value"}


def _lists(
    kwargs: dict[str, Any], values: Mapping[str, set[object]]
) -> Iterator[tuple[str, dict[str, Any]]]:
    listed = kwargs.get("value_set", [])
    for value in listed:
        others = [other for other in listed if other != value] or ["nothing like it"]
        yield f"without {value}", {**kwargs, "value_set": others}
    if listed:
        for value in sorted(map(str, values[kwargs["column"]] - {*listed})):
            yield f"with {value}", {**kwargs, "value_set": [*listed, value]}


def _pairs(kind: str, kwargs: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    if "column_A" not in kwargs:
        return
    yield "nulls judged", {**kwargs, "ignore_row_if": "neither"}
    if kind == _ORDERED:
        swapped = {"column_A": kwargs["column_B"], "column_B": kwargs["column_A"]}
        yield "sides swapped", {**kwargs, **swapped}
        yield "or equal flipped", {**kwargs, "or_equal": not kwargs.get("or_equal", False)}
    if kwargs["column_B"] == "declared_measure_number":
        for other in _OTHER_MEASURES:
            yield f"against {other}", {**kwargs, "column_B": other}


def _conditions(kwargs: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    condition = kwargs.get("row_condition")
    if condition is None:
        return
    without = {key: one for key, one in kwargs.items() if key != "row_condition"}
    yield "no condition", without
    parts = condition["conditions"] if condition["type"] == "and" else [condition]
    for place, part in enumerate(parts):
        others = [*parts[:place], *parts[place + 1 :]]
        if others:
            yield f"without part {place}", {**kwargs, "row_condition": _all(others)}
        for name, changed in _parts(part):
            both = [*parts[:place], changed, *parts[place + 1 :]]
            yield f"part {place} {name}", {**kwargs, "row_condition": _all(both)}


def _all(parts: list[dict[str, Any]]) -> dict[str, Any]:
    return parts[0] if len(parts) == 1 else {"type": "and", "conditions": parts}


def _parts(part: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    changed = deepcopy(part)
    if part["type"] == "nullity":
        yield "flipped", {**changed, "is_null": not part["is_null"]}
        return
    yield "opposite", {**changed, "operator": _OPPOSITES[part["operator"]]}
    if isinstance(part["parameter"], list):
        for value in part["parameter"]:
            others = [other for other in part["parameter"] if other != value]
            yield f"without {value}", {**changed, "parameter": others}
    elif isinstance(part["parameter"], int):
        yield "+1", {**changed, "parameter": part["parameter"] + 1}
    else:
        yield "other value", {**changed, "parameter": "nothing like it"}
