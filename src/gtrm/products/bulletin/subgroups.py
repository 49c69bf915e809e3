"""Response by subgroup: the mesa's own subgroups, and any other that reached people there."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gtrm.products.bulletin import mesas
from gtrm.products.bulletin.database import figure, nothing
from gtrm.products.bulletin.facts import MISSING, Definition, Figure, Mesa, Subgroup, add

if TYPE_CHECKING:
    from gtrm.products.bulletin.database import Database

_REACH = "reporting.rpt_subgroup_reach"
_ORGANISATIONS = "reporting.rpt_subgroup_organisations"
_KEYS = ("month_code", "region_pcode", "subgroup_code")


def read(
    database: Database, mesa: Mesa, month: str, language: str, measure: str
) -> tuple[Subgroup, ...]:
    """Return the subgroups in the order of their list, those without a report at the end.

    Not by size: a place among sizes would tell something of a total that is withheld. People are
    of the measure that the registered model counts ('total' or 'new').
    """
    place = [month, [pcode for pcode, _ in mesa.regions]]
    where = "where month_code = ? and list_contains(?, region_pcode) order by all"
    reach = _by_subgroup(database.rows(f"from {_REACH} {where}", place))
    organisations = _by_subgroup(database.rows(f"from {_ORGANISATIONS} {where}", place))
    named = _named(database, mesa, month, language, {*reach, *organisations})
    column = "people_new_count" if measure == "new" else "people_total_count"
    found = [
        _subgroup((code, name), reach.get(code, []), organisations.get(code, []), (month, column))
        for code, name in named
    ]
    return tuple(sorted(found, key=lambda subgroup: subgroup.total.state == MISSING))


def definitions(
    database: Database, mesa: Mesa, month: str, language: str
) -> tuple[Definition, ...]:
    """Return what each subgroup of the bulletin does."""
    place = [month, [pcode for pcode, _ in mesa.regions]]
    where = "where month_code = ? and list_contains(?, region_pcode)"
    rows = [
        row
        for table in (_REACH, _ORGANISATIONS)
        for row in database.rows(f"from {table} {where}", place)
    ]
    named = _named(database, mesa, month, language, {row["subgroup_code"] for row in rows})
    texts = {
        row["subgroup_code"]: row[f"definition_{language}"]
        for row in database.rows("from marts.dim_subgroups")
    }
    return tuple(Definition(name, texts[code]) for code, name in named if texts.get(code))


def _named(
    database: Database, mesa: Mesa, month: str, language: str, active: set[str]
) -> list[tuple[str, str]]:
    """Return code and name: in the order of the list of subgroups, then the mesa's without code."""
    own = mesas.read_own_subgroups(database, mesa.code, month, language)
    by_code = {code: name for code, name in own if code}
    name_of = "subgroup_name" if language == "es" else "subgroup_name_en"
    listed = database.rows("from marts.dim_subgroups order by sort_order")
    named = [
        (code, by_code.get(code) or row[name_of])
        for row in listed
        if (code := row["subgroup_code"]) in by_code or code in active
    ]
    return named + [("", name) for code, name in own if code is None]


def _subgroup(
    named: tuple[str, str],
    reach: list[dict[str, Any]],
    organisations: list[dict[str, Any]],
    asked: tuple[str, str],
) -> Subgroup:
    code, name = named
    month, column = asked
    parts: dict[str, list[Figure]] = {}
    for row in reach:
        found = figure(row, _REACH, column, (*_KEYS, "population_code"))
        parts.setdefault(row["population_code"], []).append(found)
    people = {population: add(figures) for population, figures in parts.items()}
    key = f"month_code={month},subgroup_code={code}"
    total = add(people.values()) if people else nothing(_REACH, key)
    return Subgroup(code, name, total, people, _organisations(organisations, key))


def _organisations(rows: list[dict[str, Any]], key: str) -> Figure:
    """Return the number of different organisations; over regions they are told by their names."""
    if len(rows) == 1:
        return figure(rows[0], _ORGANISATIONS, "organisation_count", _KEYS)
    names = [row["organisation_names"] for row in rows]
    if not rows or None in names:
        return nothing(_ORGANISATIONS, key)
    different = {name for joined in names for name in joined.split("; ")}
    return Figure(len(different), f"{_ORGANISATIONS}|{key},organisation_names")


def _by_subgroup(rows: list[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        found.setdefault(row["subgroup_code"], []).append(row)
    return found
