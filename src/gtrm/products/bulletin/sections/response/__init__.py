"""Response by subgroup: people by population and organisations, a row and a stacked bar for each.

The mesa's own subgroups, and any other that reached people there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gtrm.products.bulletin import mesa_month
from gtrm.products.bulletin.figures import (
    MISSING,
    REPORTED,
    WITHHELD,
    Figure,
    Labelled,
    add,
    figure,
    nothing,
)
from gtrm.products.bulletin.subgroups import ORGANISATIONS, REACH, named, rows_by_subgroup
from gtrm.products.bulletin.words import joined

if TYPE_CHECKING:
    from gtrm.products.bulletin.mesa_month import MesaMonth
    from gtrm.products.bulletin.words import Words

    View = dict[str, Any]
    Shown = list[tuple[int, Labelled]]  # populations with their number, which is their pattern

_KEYS = ("month_code", "region_pcode", "subgroup_code")


@dataclass(frozen=True)
class Subgroup:
    """People a subgroup's services reached, by population code, and its organisations."""

    name: str
    total: Figure
    people: dict[str, Figure]
    organisations: Figure


def view(of: MesaMonth, words: Words) -> View:
    """Return the rows; populations in which no subgroup reached anybody are only named."""
    found, populations = _read(of), mesa_month.populations(of)
    shown = [
        (number, item)
        for number, item in enumerate(populations)
        if any(_counts(row.people.get(item.code)) for row in found)
    ]
    zero = [
        item.name
        for number, item in enumerate(populations)
        if (number, item) not in shown and any(item.code in row.people for row in found)
    ]
    longest = max((_drawn(row) for row in found), default=0) or 1.0
    rows = [_row(subgroup, shown, longest, words) for subgroup in found]
    values = joined([(row["name"], row["total"]["text"]) for row in rows])
    return {
        "heads": [{"name": item.name, "pattern": number} for number, item in shown],
        "rows": rows,
        "note": ". ".join(_notes(of, words, zero if rows else [])),
        "alt": words("alt", values=values),
    }


def _read(of: MesaMonth) -> list[Subgroup]:
    """Return the subgroups in the order of their list, those without a report at the end.

    Not by size: the order by size would reveal something about a withheld total. People are
    of the measure that the registered model counts ('total' or 'new').
    """
    reach, organisations = rows_by_subgroup(of, REACH), rows_by_subgroup(of, ORGANISATIONS)
    method = mesa_month.method(of)
    measure = "new" if method and method.measure == "new" else "total"
    found = []
    for code, name in named(of):
        parts: dict[str, list[Figure]] = {}
        for row in reach.get(code, []):
            part = figure(row, REACH, f"people_{measure}_count", (*_KEYS, "population_code"))
            parts.setdefault(row["population_code"], []).append(part)
        people = {population: add(figures) for population, figures in parts.items()}
        key = f"month_code={of.month},subgroup_code={code}"
        total = add(people.values()) if people else nothing(REACH, key)
        found.append(
            Subgroup(name, total, people, _organisations(organisations.get(code, []), key))
        )
    return sorted(found, key=lambda subgroup: subgroup.total.state == MISSING)


def _organisations(rows: list[dict[str, Any]], key: str) -> Figure:
    """Return the number of different organisations; over regions they are told by their names."""
    if len(rows) == 1:
        return figure(rows[0], ORGANISATIONS, "organisation_count", _KEYS)
    names = [row["organisation_names"] for row in rows]
    if not rows or None in names:
        return nothing(ORGANISATIONS, key)
    different = {name for joined in names for name in joined.split("; ")}
    return Figure(len(different), f"{ORGANISATIONS}|{key},organisation_names")


def _notes(of: MesaMonth, words: Words, zero: list[str]) -> list[str]:
    """Say which populations are not drawn, and that people in none of them are in no subgroup."""
    lacking = mesa_month.doubts(of).without_breakdown
    return [
        *([words("zero", names=", ".join(zero))] if zero else []),
        *([words("without_group")] if lacking.state == WITHHELD or lacking.value else []),
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
