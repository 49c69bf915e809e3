"""What a bulletin says, as values: every figure with the table and key it was read from.

Labels are in the language the facts were read in. People of different months, populations crossed
with ages and organisations of different subgroups are never added.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date, datetime
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


@dataclass(frozen=True)
class Subgroup:
    """People a subgroup's services reached, by population code, and its organisations."""

    code: str
    name: str
    total: Figure
    people: dict[str, Figure]
    organisations: Figure


@dataclass(frozen=True)
class Activity:
    """Quantity of one activity; `icon` is its SVG path."""

    code: str
    name: str
    unit: str
    icon: str
    quantity: Figure


@dataclass(frozen=True)
class TrendMonth:
    """People reached in one month; `method` is the model and measure it was counted with.

    A month that nobody loaded says nothing of who reported. A figure outside its bounds has fewer
    people than the largest sector reports, or more than all sectors together.
    """

    month: str
    people: Figure
    method: str
    is_loaded: bool = True
    is_outside_bounds: bool = False


@dataclass(frozen=True)
class ServiceDays:
    """Inter-agency service days of the month: their persons never enter people reached."""

    days: Figure
    persons: Figure
    services: Figure


@dataclass(frozen=True)
class Member:
    """An institution of the mesa; type and role are codes."""

    name: str
    type_code: str
    role_code: str


@dataclass(frozen=True)
class Definition:
    """What a subgroup or population is."""

    term: str
    text: str


@dataclass(frozen=True)
class Override:
    """A hand-corrected number in place of the computed one."""

    region: str
    computed: Figure
    author: str
    day: date | None
    source: str
    reason: str


@dataclass(frozen=True)
class Doubts:
    """What a reader has to know before using the month's figure.

    `without_breakdown`: people whom the registered model cannot place, not in the figure; `notes`:
    which regions' figures are outside their bounds and why, in Spanish; public releases name none.
    """

    without_breakdown: Figure
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Method:
    """How people were counted; `notes`: what a region's figure lacks, in Spanish."""

    model: str
    version: str
    name: str
    definition: str
    measure: str
    notes: tuple[str, ...]


@dataclass(frozen=True)
class Release:
    """The release that was read, and which of its surfaces."""

    name: str
    month: str
    published_at: datetime
    surface: str


@dataclass(frozen=True)
class Mesa:
    """A local coordination group in the month; `regions` are (P-code, name)."""

    code: str
    name: str
    acronym: str | None
    place: str
    regions: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Completeness:
    """Organisations expected to report in the month (nationwide), and those that did."""

    reported: Figure
    expected: Figure


@dataclass(frozen=True)
class Facts:
    """Everything one bulletin says; `language` is that of the labels."""

    language: str
    month: str
    release: Release
    mesa: Mesa
    people: Figure
    doubts: Doubts
    method: Method | None
    overrides: tuple[Override, ...]
    completeness: Completeness
    populations: tuple[Labelled, ...]
    ages: tuple[tuple[Labelled, str], ...]  # with sex code
    trend: tuple[TrendMonth, ...]
    subgroups: tuple[Subgroup, ...]
    activities: tuple[Activity, ...]
    cash: Figure
    cash_by_mechanism: tuple[Labelled, ...]
    service_days: tuple[ServiceDays, ...]
    members: tuple[Member, ...]
    subgroup_definitions: tuple[Definition, ...]
    population_definitions: tuple[Definition, ...]


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
