"""The response by subgroup as it is shown: a row of figures and a stacked bar for each."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gtrm.products.bulletin.facts import (
    MISSING,
    REPORTED,
    WITHHELD,
    Facts,
    Figure,
    Labelled,
    Subgroup,
)
from gtrm.products.bulletin.words import Words, joined

if TYPE_CHECKING:
    View = dict[str, Any]
    Shown = list[tuple[int, Labelled]]  # populations with their number, which is their pattern


def make_response(facts: Facts, words: Words) -> View:
    """Return the rows; populations in which no subgroup reached anybody are only named."""
    shown = [
        (number, item)
        for number, item in enumerate(facts.populations)
        if any(_counts(row.people.get(item.code)) for row in facts.subgroups)
    ]
    zero = [
        item.name
        for number, item in enumerate(facts.populations)
        if (number, item) not in shown and any(item.code in row.people for row in facts.subgroups)
    ]
    longest = max((_drawn(row) for row in facts.subgroups), default=0) or 1.0
    rows = [_row(subgroup, shown, longest, words) for subgroup in facts.subgroups]
    values = joined([(row["name"], row["total"]["text"]) for row in rows])
    return {
        "heads": [{"name": item.name, "pattern": number} for number, item in shown],
        "rows": rows,
        "note": ". ".join(_notes(facts, words, zero if rows else [])),
        "alt": words("alt_response", values=values),
    }


def _notes(facts: Facts, words: Words, zero: list[str]) -> list[str]:
    """Say which populations are not drawn, and that people in none of them are in no subgroup."""
    lacking = facts.doubts.without_breakdown
    return [
        *([words("response_zero", names=", ".join(zero))] if zero else []),
        *([words("response_without_group")] if lacking.state == WITHHELD or lacking.value else []),
    ]


def _row(subgroup: Subgroup, shown: Shown, longest: float, words: Words) -> View:
    organisations = words.view(subgroup.organisations) | {"name": words("organisations")}
    cells: list[View] = [
        words.bar(_reach(subgroup, item.code), longest) | {"pattern": number, "name": item.name}
        for number, item in shown
    ]
    return {
        "name": subgroup.name,
        "total": words.view(subgroup.total),
        "organisations": organisations,
        "cells": cells,
    }


def _reach(row: Subgroup, population: str) -> Figure:
    """Return a subgroup's people of a population; where there is no row its source says so."""
    missing = Figure(None, f"{row.total.source},population_code={population}", MISSING)
    return row.people.get(population, missing)


def _drawn(row: Subgroup) -> float:
    """Return how long a bar's parts are together; the total may be withheld where parts are not."""
    return sum(float(figure.value or 0) for figure in row.people.values())


def _counts(figure: Figure | None) -> bool:
    return figure is not None and (figure.state != REPORTED or bool(figure.value))
