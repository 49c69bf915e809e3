"""A mesa in a month: queries of its sections to the release, and values that several use."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gtrm.products.bulletin.figures import Figure, Labelled, add, figure, nothing

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from gtrm.core.settings import Settings
    from gtrm.products.bulletin.database import Database, Release
    from gtrm.products.bulletin.mesas import Mesa

PEOPLE_OF_MESAS = "reporting.rpt_people_reached_mesas"
_PEOPLE = "reporting.rpt_people_reached"
MODEL_KEYS = ("aggregation_model", "measure_code")
_REPORTED = ("received", "late", "nothing_to_report")


@dataclass(frozen=True)
class MesaMonth:
    """One bulletin's subject; `language` is that of the labels."""

    settings: Settings
    database: Database
    release: Release
    mesa: Mesa
    month: str
    language: str

    def rows(self, query: str, parameters: Sequence[object] = ()) -> list[dict[str, Any]]:
        """Return a query's rows; every ? stands for a text or a list of texts."""
        return self.database.rows(query, parameters)

    def of_regions(self, table: str) -> list[dict[str, Any]]:
        """Return a report's rows of the month and the mesa's regions; their figures are added."""
        place = [self.month, [pcode for pcode, _ in self.mesa.regions]]
        query = f"from {table} where month_code = ? and list_contains(?, region_pcode) order by all"
        return self.rows(query, place)

    def registered(self, table: str, code: str) -> dict[str, Figure]:
        """Return people by a code, over the regions, as the registered model counts them."""
        keys = ("month_code", "region_pcode", *MODEL_KEYS, code)
        found: dict[str, list[Figure]] = {}
        for row in self.of_regions(table):
            if row["is_registered"]:
                found.setdefault(row[code], []).append(figure(row, table, "people_count", keys))
        return {key: add(parts) for key, parts in found.items()}


@dataclass(frozen=True)
class People:
    """People reached in one month; `method` is the model and measure it was counted with.

    A figure outside its bounds has fewer people than the largest sector reports, or more than all
    sectors together.
    """

    figure: Figure
    method: str = ""
    is_outside_bounds: bool = False


def people(of: MesaMonth, months: Sequence[str]) -> dict[str, People]:
    """Return people reached by month."""
    rows = of.rows(
        f"from {PEOPLE_OF_MESAS} where mesa_code = ? and is_registered "
        "and list_contains(?, month_code)",
        [of.mesa.code, list(months)],
    )
    keys = ("month_code", "mesa_code", *MODEL_KEYS)
    found = {
        row["month_code"]: People(
            figure(row, PEOPLE_OF_MESAS, "people_reached_count", keys),
            f"{row['aggregation_model']}/{row['measure_code']}",
            is_outside_bounds=bool(row.get("is_outside_bounds")),
        )
        for row in rows
    }
    place = f"mesa_code={of.mesa.code}"
    return {
        month: found.get(month) or People(nothing(PEOPLE_OF_MESAS, f"month_code={month},{place}"))
        for month in months
    }


@dataclass(frozen=True)
class Doubts:
    """What a reader must know before using the month's figure.

    `without_breakdown`: people whom the registered model cannot place, not in the figure; `notes`:
    which regions' figures are outside their bounds and why, in Spanish; public releases name none.
    """

    without_breakdown: Figure
    notes: tuple[str, ...]


def doubts(of: MesaMonth) -> Doubts:
    """Return the doubts about the month's figure."""
    column = "people_without_breakdown_count"
    keys = ("month_code", "mesa_code", *MODEL_KEYS)
    rows = of.rows(
        f"from {PEOPLE_OF_MESAS} where mesa_code = ? and month_code = ? and is_registered",
        [of.mesa.code, of.month],
    )
    found = [row for row in rows if column in row]  # releases made before it have none
    notes = tuple(row["bounds_note"] for row in found if row.get("bounds_note"))
    figures = [figure(row, PEOPLE_OF_MESAS, column, keys) for row in found]
    key = f"month_code={of.month},mesa_code={of.mesa.code},{column}"
    return Doubts(next(iter(figures), nothing(PEOPLE_OF_MESAS, key)), notes)


@dataclass(frozen=True)
class Method:
    """How people were counted; `notes`: what is missing in a region's figure, in Spanish."""

    model: str
    version: str
    name: str
    definition: str
    measure: str
    notes: tuple[str, ...]


def method(of: MesaMonth) -> Method | None:
    """Return the registered method of the month, or None without a registered figure."""
    rows = of.rows(
        f"select people.*, models.model_name_{of.language} as model_name, "  # noqa: S608
        f"models.definition_{of.language} as definition from {PEOPLE_OF_MESAS} as people "
        "inner join marts.dim_aggregation_models as models using (aggregation_model) "
        "where mesa_code = ? and month_code = ? and is_registered",
        [of.mesa.code, of.month],
    )
    notes = tuple(
        f"{row['region_name']}: {row['method_note']}"
        for row in of.of_regions(_PEOPLE)
        if row["is_registered"] and row["method_note"]
    )
    return next(
        (
            Method(
                row["aggregation_model"],
                str(row["model_version"]),
                row["model_name"],
                row["definition"],
                row["measure_code"],
                notes,
            )
            for row in rows
        ),
        None,
    )


@dataclass(frozen=True)
class Override:
    """A hand-corrected number in place of the computed one."""

    region: str
    computed: Figure
    author: str
    day: date | None
    source: str
    reason: str


def overrides(of: MesaMonth) -> tuple[Override, ...]:
    """Return the corrections of the month, region by region."""
    keys = ("month_code", "region_pcode", *MODEL_KEYS)
    return tuple(
        Override(
            row["region_name"],
            figure(row, _PEOPLE, "people_computed_count", keys),
            row["override_author"] or "",
            row["override_date"],
            row["override_source"] or "",
            row["override_reason"] or "",
        )
        for row in of.of_regions(_PEOPLE)
        if row["is_registered"] and row["is_overridden"]
    )


@dataclass(frozen=True)
class Completeness:
    """Organisations expected to report in the month (nationwide), and those that did."""

    reported: Figure
    expected: Figure


def completeness(of: MesaMonth) -> Completeness:
    """Return how complete the month is."""
    table = "reporting.rpt_submission_status"
    rows = of.rows(f"from {table} where month_code = ? and is_expected", [of.month])
    reported = sum(row["status"] in _REPORTED for row in rows)
    key = f"{table}|month_code={of.month},is_expected=true"
    if not rows:
        return Completeness(nothing(table, key), nothing(table, key))
    return Completeness(Figure(reported, f"{key},status"), Figure(len(rows), key))


def populations(of: MesaMonth) -> tuple[Labelled, ...]:
    """Return people by population, in the order of their list: its number is their pattern."""
    table = "reporting.rpt_people_reached_by_population"
    found = of.registered(table, "population_code")
    key = f"month_code={of.month},population_code="
    return tuple(
        Labelled(
            row["population_code"],
            row[f"population_name_{of.language}"],
            found.get(row["population_code"], nothing(table, f"{key}{row['population_code']}")),
        )
        for row in of.rows("from marts.dim_populations order by sort_order")
    )
