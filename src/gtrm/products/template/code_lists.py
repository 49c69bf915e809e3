"""What the dropdowns offer, from the seeds: plain lists, and lists that depend on another cell."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING

from gtrm.core.errors import VocabularyError
from gtrm.core.normal import normalise
from gtrm.products.template.texts import say

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

KEY_SEPARATOR = "|"  # between a region and its province, which together name a list of districts
# MATCH and COUNTIF compare no longer text, and read these as wildcards and comparisons.
_KEY_LIMIT, _WILDCARDS, _OPERATORS = 255, frozenset("*?~"), ("=", "<", ">")
_TRUE = {"true", "yes", "1"}

Row = dict[str, str]


@dataclass(frozen=True)
class CodeList:
    """The entries of a dropdown; `keys`, if any, name the list that each entry is in.

    Entries of one key stand together: a dropdown is a part of the column.
    """

    name: str
    entries: tuple[str, ...]
    keys: tuple[str, ...] = ()


def load_code_lists(
    seeds: Path, language: str, nothing: str, organisation: str, month: str
) -> dict[str, CodeList]:
    """Return the lists of the workbook by name, in the language, as intake reads them back.

    Raises:
        VocabularyError: A seed is missing, or a name cannot be looked up by a spreadsheet.
    """
    lists = (
        CodeList("organizacion", (organisation, nothing)),
        CodeList("mes", (month,)),
        CodeList("si_no", (say(language, "answer_yes"), say(language, "answer_no"))),
        *_places(_read(seeds, "ref_regions")),
        *_activities(seeds, language),
        _plain("mecanismos", _read(seeds, "ref_mechanisms"), "mechanism", language),
        _implementing(_read(seeds, "ref_organisations"), language),
    )
    for one in lists:
        _check(one)
    return {one.name: one for one in lists}


def organisation_name(seeds: Path, code: str, language: str) -> str:
    """Return an organisation's name in a language."""
    rows = _read(seeds, "ref_organisations")
    return next(_organisation(row, language) for row in rows if row["organisation_code"] == code)


def _places(areas: Sequence[Row]) -> tuple[CodeList, ...]:
    by_code = {row["pcode"]: row["area_name"] for row in areas}
    parents = {row["pcode"]: row["parent_pcode"] for row in areas}
    levels = {level: [row for row in areas if row["admin_level"] == level] for level in "0123"}

    def line(pcode: str) -> str:
        parent = parents[pcode]
        own = by_code[pcode]
        return f"{line(parent)}{KEY_SEPARATOR}{own}" if parent else own

    def inside(name: str, level: str) -> CodeList:
        return _keyed(name, ((line(r["parent_pcode"]), r["area_name"]) for r in levels[level]))

    regions = _sorted(row["area_name"] for row in levels["1"])
    nationwide = [row["area_name"] for row in levels["0"]]
    codes = ((line(row["pcode"]), row["ubigeo_code"]) for row in levels["3"])
    return (
        CodeList("regiones", (*regions, *nationwide)),
        inside("provincias", "2"),
        inside("distritos", "3"),
        _keyed("ubigeos", codes),
    )


def _activities(seeds: Path, language: str) -> tuple[CodeList, ...]:
    subgroups = _names(_read(seeds, "ref_subgroups"), "subgroup", language)
    sector_rows = _read(seeds, "ref_sectors")
    sectors = _names(sector_rows, "sector", language)
    indicator_rows = _read(seeds, "ref_indicators")
    indicators = _names(indicator_rows, "indicator", language)
    activity_rows = _read(seeds, "ref_activities")
    activities = _names(activity_rows, "activity", language)
    in_subgroup = [
        (subgroups[row["subgroup_code"]], sectors[row["sector_code"]])
        for row in sector_rows
        if row["subgroup_code"]
    ]
    in_sector = [
        (sectors[row["sector_code"]], indicators[row["indicator_code"]]) for row in indicator_rows
    ]
    in_indicator = [
        (indicators[row["indicator_code"]], activities[row["activity_code"]])
        for row in activity_rows
    ]
    units = {(activities[row["activity_code"]], row["unit_name"]) for row in activity_rows}
    types = {indicators[row["indicator_code"]]: row["indicator_type"] for row in indicator_rows}
    return (
        CodeList("subgrupos", tuple(subgroups.values())),
        CodeList("sectores", tuple(sectors.values())),
        _grouped("sectores_del_subgrupo", in_subgroup),
        _grouped("indicadores", in_sector),
        CodeList("tipos", tuple(types.values()), tuple(types)),
        _grouped("actividades", in_indicator),
        _keyed("unidades", (unit for unit in units if unit[1])),
    )


def _implementing(organisations: Sequence[Row], language: str) -> CodeList:
    chosen = [row for row in organisations if row["is_implementing"].lower() in _TRUE]
    return CodeList("socios", _sorted(_organisation(row, language) for row in chosen))


def _organisation(row: Row, language: str) -> str:
    name = row["organisation_name"]
    return (row["organisation_name_es"] or name) if language == "es" else name


def _plain(name: str, rows: Sequence[Row], stem: str, language: str) -> CodeList:
    return CodeList(name, tuple(_names(rows, stem, language).values()))


def _names(rows: Sequence[Row], stem: str, language: str) -> dict[str, str]:
    """Code to the name in the language, or the other one's, or the code: the first that fits."""
    other = "en" if language == "es" else "es"
    columns = (f"{stem}_name_{language}", f"{stem}_name_{other}", f"{stem}_code")
    return {
        row[f"{stem}_code"]: next(row[name] for name in columns if 0 < len(row[name]) <= _KEY_LIMIT)
        for row in rows
    }


def _sorted(names: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted(names, key=normalise))


def _keyed(name: str, pairs: Iterable[tuple[str, str]]) -> CodeList:
    """A list in alphabetical order within each key."""
    return _grouped(name, sorted(pairs, key=lambda pair: (pair[0], normalise(pair[1]))))


def _grouped(name: str, pairs: Iterable[tuple[str, str]]) -> CodeList:
    """A list in the order given within each key."""
    ordered = sorted(pairs, key=lambda pair: (normalise(pair[0]), pair[0]))
    return CodeList(name, tuple(e for _, e in ordered), tuple(key for key, _ in ordered))


def _check(one: CodeList) -> None:
    looked_up = {*one.keys, *one.entries}
    odd = [
        text
        for text in looked_up
        if len(text) > _KEY_LIMIT or _WILDCARDS & set(text) or text.startswith(_OPERATORS)
    ]
    runs = [key for key, _ in groupby(map(str.casefold, one.keys))]
    if odd or len(runs) != len(set(runs)):
        raise VocabularyError(
            f"A spreadsheet cannot look up {sorted(odd) or 'keys that differ by accents alone'}.",
            f"list {one.name}",
            f"Keep names different, within {_KEY_LIMIT} characters, without * ? ~ and = < > first.",
        )


def _read(seeds: Path, name: str) -> list[Row]:
    path = seeds / f"{name}.csv"
    if not path.is_file():
        raise VocabularyError(
            f"The code list {name} is missing.", str(path), "Restore it from the repository."
        )
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))
