"""Facts of one mesa and month, read from a release."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gtrm.products.bulletin import cash, mesas, subgroups
from gtrm.products.bulletin.database import figure, nothing
from gtrm.products.bulletin.facts import (
    Activity,
    Completeness,
    Definition,
    Doubts,
    Facts,
    Figure,
    Labelled,
    Mesa,
    Method,
    Override,
    Release,
    TrendMonth,
    add,
)
from gtrm.products.bulletin.icons import icon_of

if TYPE_CHECKING:
    from gtrm.products.bulletin.database import Database

_MESAS = "reporting.rpt_people_reached_mesas"
_MODEL_KEYS = ("aggregation_model", "measure_code")
_REPORTED = ("received", "late", "nothing_to_report")


def read_facts(database: Database, release: Release, mesa: Mesa, month: str, lang: str) -> Facts:
    """Return everything the bulletin of a mesa and month says, with labels in one language."""
    reader = _Reader(database, mesa, month, lang)
    trend = reader.trend()
    method = reader.method()
    return Facts(
        language=lang,
        month=month,
        release=release,
        mesa=mesa,
        people=trend[-1].people,
        doubts=reader.doubts(),
        method=method,
        overrides=reader.overrides(),
        completeness=reader.completeness(),
        populations=reader.populations(),
        ages=reader.ages(),
        trend=trend,
        subgroups=subgroups.read(database, mesa, month, lang, method.measure if method else ""),
        activities=reader.activities(),
        cash=cash.read_total(database, mesa, month),
        cash_by_mechanism=cash.read_by_mechanism(database, mesa, month, lang),
        service_days=mesas.read_service_days(database, mesa.code, month),
        members=mesas.read_members(database, mesa.code, month),
        subgroup_definitions=subgroups.definitions(database, mesa, month, lang),
        population_definitions=reader.population_definitions(),
    )


class _Reader:
    """The reports' rows of one mesa and month; figures of its regions are added."""

    def __init__(self, database: Database, mesa: Mesa, month: str, language: str) -> None:
        self._rows = database.rows
        self._mesa, self._month, self._language = mesa, month, language
        self._place = [month, [pcode for pcode, _ in mesa.regions]]

    def _of_regions(self, table: str) -> list[dict[str, Any]]:
        query = f"from {table} where month_code = ? and list_contains(?, region_pcode) order by all"
        return self._rows(query, self._place)

    def trend(self) -> tuple[TrendMonth, ...]:
        months = [_month_before(self._month, back) for back in range(11, -1, -1)]
        rows = self._rows(
            f"from {_MESAS} where mesa_code = ? and is_registered and list_contains(?, month_code)",
            [self._mesa.code, months],
        )
        found = {row["month_code"]: _trend_month(row) for row in rows}
        landed = {row["month_code"] for row in self._rows("from marts.dim_months where is_landed")}
        key = f"mesa_code={self._mesa.code}"
        return tuple(
            found.get(month)
            or TrendMonth(month, nothing(_MESAS, f"month_code={month},{key}"), "", month in landed)
            for month in months
        )

    def doubts(self) -> Doubts:
        column = "people_without_breakdown_count"
        keys = ("month_code", "mesa_code", *_MODEL_KEYS)
        rows = self._rows(
            f"from {_MESAS} where mesa_code = ? and month_code = ? and is_registered",
            [self._mesa.code, self._month],
        )
        found = [row for row in rows if column in row]  # releases made before it have none
        notes = tuple(row["bounds_note"] for row in found if row.get("bounds_note"))
        figures = [figure(row, _MESAS, column, keys) for row in found]
        key = f"month_code={self._month},mesa_code={self._mesa.code},{column}"
        return Doubts(next(iter(figures), nothing(_MESAS, key)), notes)

    def method(self) -> Method | None:
        rows = self._rows(
            f"select people.*, models.model_name_{self._language} as model_name, "  # noqa: S608
            f"models.definition_{self._language} as definition from {_MESAS} as people "
            "inner join marts.dim_aggregation_models as models using (aggregation_model) "
            "where mesa_code = ? and month_code = ? and is_registered",
            [self._mesa.code, self._month],
        )
        return next(
            (
                Method(
                    row["aggregation_model"],
                    str(row["model_version"]),
                    row["model_name"],
                    row["definition"],
                    row["measure_code"],
                    self._method_notes(),
                )
                for row in rows
            ),
            None,
        )

    def _method_notes(self) -> tuple[str, ...]:
        return tuple(
            f"{row['region_name']}: {row['method_note']}"
            for row in self._of_regions("reporting.rpt_people_reached")
            if row["is_registered"] and row["method_note"]
        )

    def overrides(self) -> tuple[Override, ...]:
        table = "reporting.rpt_people_reached"
        keys = ("month_code", "region_pcode", *_MODEL_KEYS)
        return tuple(
            Override(
                row["region_name"],
                figure(row, table, "people_computed_count", keys),
                row["override_author"] or "",
                row["override_date"],
                row["override_source"] or "",
                row["override_reason"] or "",
            )
            for row in self._of_regions(table)
            if row["is_registered"] and row["is_overridden"]
        )

    def completeness(self) -> Completeness:
        table = "reporting.rpt_submission_status"
        rows = self._rows(f"from {table} where month_code = ? and is_expected", [self._month])
        reported = sum(row["status"] in _REPORTED for row in rows)
        key = f"{table}|month_code={self._month},is_expected=true"
        if not rows:
            return Completeness(nothing(table, key), nothing(table, key))
        return Completeness(Figure(reported, f"{key},status"), Figure(len(rows), key))

    def _registered(self, table: str, code: str) -> dict[str, Figure]:
        keys = ("month_code", "region_pcode", *_MODEL_KEYS, code)
        found: dict[str, list[Figure]] = {}
        for row in self._of_regions(table):
            if row["is_registered"]:
                found.setdefault(row[code], []).append(figure(row, table, "people_count", keys))
        return {key: add(parts) for key, parts in found.items()}

    def populations(self) -> tuple[Labelled, ...]:
        table = "reporting.rpt_people_reached_by_population"
        found = self._registered(table, "population_code")
        key = f"month_code={self._month},population_code="
        return tuple(
            Labelled(
                row["population_code"],
                row[f"population_name_{self._language}"],
                found.get(row["population_code"], nothing(table, f"{key}{row['population_code']}")),
            )
            for row in self._rows("from marts.dim_populations order by sort_order")
        )

    def population_definitions(self) -> tuple[Definition, ...]:
        lang = self._language
        return tuple(
            Definition(row[f"population_name_{lang}"], row[f"definition_{lang}"])
            for row in self._rows("from marts.dim_populations order by sort_order")
        )

    def ages(self) -> tuple[tuple[Labelled, str], ...]:
        found = self._registered("reporting.rpt_age_sex", "age_sex_code")
        return tuple(
            (Labelled(code, row[f"age_sex_name_{self._language}"], found[code]), row["sex_code"])
            for row in self._rows("from marts.dim_age_sexes order by sort_order")
            if (code := row["age_sex_code"]) in found
        )

    def activities(self) -> tuple[Activity, ...]:
        """Return the activities: those with a published name first, largest quantity first."""
        table = "reporting.rpt_activity_outputs"
        keys = ("month_code", "region_pcode", "output_code", "unit_name")
        published, names = self._activity_names()
        found: dict[tuple[str, str, str], list[Figure]] = {}
        for row in self._of_regions(table):
            code = row["output_code"]
            if code != cash.USD:
                name = published.get(code) or names.get(code) or self._rolled_up(row)
                key = (code, row["unit_name"] or "", name)
                found.setdefault(key, []).append(figure(row, table, "quantity", keys))
        activities = [
            Activity(code, name, unit, icon_of(code, unit), add(parts))
            for (code, unit, name), parts in found.items()
        ]
        return tuple(
            sorted(
                activities,
                key=lambda a: (a.code not in published, -(a.quantity.value or 0), a.code),
            )
        )

    def _rolled_up(self, row: dict[str, Any]) -> str:
        """Return the name of a line of sensitive activities, which has a code 'subgroup/unit'."""
        subgroup = row["output_code"].partition("/")[0]
        found = self._rows("from marts.dim_subgroups where subgroup_code = ?", [subgroup])
        if self._language == "es" or not found:
            return str(row["activity_name"])
        return f"{found[0]['subgroup_name_en']}: other activities"

    def _activity_names(self) -> tuple[dict[str, str], dict[str, str]]:
        """Return published names by output and catalogue names by activity."""
        lang = self._language
        rows = self._rows("from marts.dim_activities")
        published = {row["output_code"]: row[f"published_name_{lang}"] for row in rows}
        catalogue = {row["activity_code"]: row[f"activity_name_{lang}"] for row in rows}
        return {code: name for code, name in published.items() if code and name}, catalogue


def _trend_month(row: dict[str, Any]) -> TrendMonth:
    keys = ("month_code", "mesa_code", *_MODEL_KEYS)
    people = figure(row, _MESAS, "people_reached_count", keys)
    method = f"{row['aggregation_model']}/{row['measure_code']}"
    is_outside = bool(row.get("is_outside_bounds"))
    return TrendMonth(row["month_code"], people, method, is_outside_bounds=is_outside)


def _month_before(month: str, back: int) -> str:
    year, number = divmod(int(month[:4]) * 12 + int(month[5:]) - 1 - back, 12)
    return f"{year:04d}-{number + 1:02d}"
