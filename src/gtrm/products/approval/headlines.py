"""Problems with the main figures of a build, which a person must know before it is published.

A *doubt* is about one figure or one cycle. Some stop the publication unless a person gives a
reason: files were received and no row counts, or people were reported and there is no figure of
them. Others are only named first: a figure outside its bounds, people whom it leaves out. A doubt
that the current release has too, unchanged, is not new and is not named again.
"""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

from gtrm.warehouse import database, release

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from gtrm.core.settings import Settings

_LISTED = 6  # doubts of a kind in one line; the tables have all

# A file that says "nothing to report" is an answer; one that a later file replaced counts there.
_NOTHING_COUNTS = """
    select
        cycle_month,
        format(
            '{} archivos · files ({} rechazados · refused), {:,} filas · rows '
            '({:,} en cuarentena · quarantined), 0 cuentan · count',
            count(*),
            count(*) filter (where status = 'refused'),
            cast(coalesce(sum(rows_received_count), 0) as bigint),
            cast(coalesce(sum(rows_quarantined_count), 0) as bigint)
        )
    from marts.fct_submissions
    where status not in ('nothing_to_report', 'superseded')
    group by cycle_month
    having coalesce(sum(rows_counted_count), 0) = 0
    order by cycle_month
"""
# People by the measures themselves: the model that adds the sectors has them in every region.
_NO_HEADLINE = """
    with measured as (
        select month_code, region_pcode, any_value(region_name) as region_name,
            max(people_computed_count) as people_count
        from reporting.rpt_people_reached
        where aggregation_model = 'sum'
        group by month_code, region_pcode
    ),
    registered as (
        select * from reporting.rpt_people_reached where is_registered
    )
    select
        measured.month_code,
        format(
            '{}: {} de · of {:,} personas en sus filas · people in its rows',
            measured.region_name,
            coalesce(cast(people_reached_count as varchar), 'sin cifra · no figure'),
            coalesce(nullif(upper_bound_count, 0), people_count)
        )
    from measured
    left join registered using (month_code, region_pcode)
    where
        not coalesce(is_overridden, false) and people_count > 0
        and (people_reached_count is null or (people_reached_count = 0 and upper_bound_count > 0))
    order by month_code, region_pcode
"""
_OUTSIDE_BOUNDS = """
    select
        month_code,
        format(
            '{}: {:,}, no entre · not between {:,} y · and {:,}',
            region_name, people_reached_count, lower_bound_count, upper_bound_count
        )
    from reporting.rpt_people_reached
    where is_registered and is_outside_bounds
    order by
        greatest(lower_bound_count - people_reached_count, people_reached_count - upper_bound_count)
        desc, month_code, region_pcode
"""
_WITHOUT_BREAKDOWN = """
    select
        month_code,
        format(
            '{}: {} y · and {:,} sin desglose · without a breakdown',
            region_name,
            coalesce(format('{:,}', people_reached_count), 'sin cifra · no figure'),
            people_without_breakdown_count
        )
    from reporting.rpt_people_reached
    where is_registered and people_without_breakdown_count > 0
    order by people_without_breakdown_count desc, month_code, region_pcode
"""
# Files for which the second count differs from our reading (see `gtrm.intake.reconciliation`).
_COUNTED_OTHERWISE = """
    select
        cycle_month,
        format('{}: {} · {}', file_name, hint_es, hint_en)
    from marts.fct_findings
    where rule_id between '5W-590' and '5W-593' and is_current and not is_waived
    order by cycle_month, file_name, rule_id, hint_es
"""


@dataclass(frozen=True)
class Kind:
    """A kind of doubt: its name, and whether it stops a publication."""

    title: str
    sql: str
    stops: bool = False


NOTHING_COUNTS = Kind("NADA CUENTA · NOTHING COUNTS", _NOTHING_COUNTS, stops=True)
NO_HEADLINE = Kind("PERSONAS SIN CIFRA · PEOPLE WITHOUT A FIGURE", _NO_HEADLINE, stops=True)
COUNTED_OTHERWISE = Kind("LEÍDO DE OTRO MODO · NOT READ AS IT STANDS", _COUNTED_OTHERWISE)
OUTSIDE_BOUNDS = Kind("FUERA DE LÍMITES · OUTSIDE BOUNDS", _OUTSIDE_BOUNDS)
WITHOUT_BREAKDOWN = Kind("FUERA DE LA CIFRA · NOT IN THE FIGURE", _WITHOUT_BREAKDOWN)
KINDS = (NOTHING_COUNTS, NO_HEADLINE, COUNTED_OTHERWISE, OUTSIDE_BOUNDS, WITHOUT_BREAKDOWN)


@dataclass(frozen=True)
class Doubt:
    """One doubt; `month` is the cycle's, or that of the figure."""

    kind: Kind
    month: str
    text: str


def find_new(settings: Settings, folder: Path) -> list[Doubt]:
    """Return the doubts about a build that the current release does not have unchanged."""
    current = release.current_release(settings)
    known = set(find_published(current)) if current else set()
    return [doubt for doubt in find(folder) if doubt not in known]


def find(folder: Path) -> list[Doubt]:
    """Return all doubts about a build or release; those that stop a publication first."""
    with duckdb.connect(str(folder / database.DATABASE), read_only=True) as connection:
        return [doubt for kind in KINDS for doubt in _ask(connection, kind)]


def describe(doubts: Sequence[Doubt]) -> list[str]:
    """Return a line for each kind of doubt, with the months and figures it is about."""
    kinds = dict.fromkeys(doubt.kind for doubt in doubts)
    return [f"**{kind.title}**: {_listed([d for d in doubts if d.kind == kind])}" for kind in kinds]


def find_published(folder: Path) -> list[Doubt]:
    """Return the doubts that a release was published with; an older one may lack columns."""
    found: list[Doubt] = []
    with duckdb.connect(str(folder / database.DATABASE), read_only=True) as connection:
        for kind in KINDS:
            with suppress(duckdb.CatalogException, duckdb.BinderException):
                found += _ask(connection, kind)
    return found


def _ask(connection: duckdb.DuckDBPyConnection, kind: Kind) -> list[Doubt]:
    return [Doubt(kind, month, text) for month, text in connection.execute(kind.sql).fetchall()]


def _listed(doubts: Sequence[Doubt]) -> str:
    more = f"; ... (+{len(doubts) - _LISTED})" if len(doubts) > _LISTED else ""
    return "; ".join(f"{doubt.month}: {doubt.text}" for doubt in doubts[:_LISTED]) + more
