"""Figures of a bulletin, each with the table and key from which it was read.

People of different months, populations crossed with ages and organisations of different subgroups
are never added.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from decimal import Decimal

REPORTED, WITHHELD, MISSING = "reported", "withheld", "missing"


@dataclass(frozen=True)
class Figure:
    """One published number: people, things or USD.

    `source` is 'table|key,...'. `value` is null where the figure was withheld (disclosure control)
    or is missing (not reported): neither is a zero.
    """

    value: Decimal | int | None
    source: str
    state: str = REPORTED


@dataclass(frozen=True)
class Labelled:
    """A figure with its code and name."""

    code: str
    name: str
    figure: Figure


def figure(row: Mapping[str, Any], table: str, column: str, keys: Sequence[str]) -> Figure:
    """Return a row's figure with its source; null is withheld if the row says so, else missing."""
    key = ",".join(f"{name}={row[name]}" for name in keys)
    source = f"{table}|{key},{column}"
    if row[column] is not None:
        return Figure(row[column], source)
    withheld = [name.strip() for name in (row.get("withheld_figures") or "").split(",")]
    return Figure(None, source, WITHHELD if column in withheld else MISSING)


def nothing(table: str, key: str) -> Figure:
    """Return the figure of a row that is not there."""
    return Figure(None, f"{table}|{key}", MISSING)


def add(figures: Iterable[Figure]) -> Figure:
    """Return the sum over places: withheld if any part is, missing if all are."""
    parts = tuple(figures)
    sources: dict[str, list[str]] = {}
    for part in parts:
        table, _, key = part.source.partition("|")
        sources.setdefault(table, []).append(key)
    source = ";".join(f"{table}|{'+'.join(keys)}" for table, keys in sources.items())
    if any(part.state == WITHHELD for part in parts):
        return Figure(None, source, WITHHELD)
    values = [part.value for part in parts if part.value is not None]
    return Figure(sum(values), source) if values else Figure(None, source, MISSING)


def longest(figures: Iterable[Figure]) -> float:
    """Return the largest value, the scale of the bars; 1 if there is no value."""
    return max((float(figure.value or 0) for figure in figures), default=0) or 1.0
