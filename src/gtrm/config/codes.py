"""The codes that lines of `config/` may name: those of the code lists and of its own lists."""

from __future__ import annotations

import re
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from gtrm.config.lists import LISTS
from gtrm.config.problems import ConfigError, Texts
from gtrm.config.tables import read_columns, read_table

if TYPE_CHECKING:
    from collections.abc import Collection

    from gtrm.core.settings import Settings

_PACKAGE = Path(__file__).resolve().parents[1]
_RULE_ID = re.compile(r"\brule_id\W+(5W-[0-9]{3})\b")


class _Source(NamedTuple):
    """A column of a list; `levels` are the admin levels of the places that count."""

    list_name: str
    column: str
    levels: str = ""


_SOURCES = {
    "country": _Source("ref_countries", "country_code"),
    "region": _Source("ref_regions", "pcode", "01"),
    "province": _Source("ref_regions", "pcode", "2"),
    "district": _Source("ref_regions", "pcode", "3"),
    "subgroup": _Source("ref_subgroups", "subgroup_code"),
    "sector": _Source("ref_sectors", "sector_code"),
    "indicator": _Source("ref_indicators", "indicator_code"),
    "activity": _Source("ref_activities", "activity_code"),
    "mechanism": _Source("ref_mechanisms", "mechanism_code"),
    "population": _Source("ref_populations", "population_code"),
    "organisation": _Source("ref_organisations", "organisation_code"),
    "organisation_type": _Source("ref_organisation_types", "organisation_type"),
    "counting_model": _Source("ref_aggregation_models", "aggregation_model"),
    "mesa": _Source("mesas", "mesa_code"),
    "project": _Source("projects", "project_code"),
    "donor": _Source("donors", "donor_code"),
}
_FIXED = {"yes_no": frozenset({"yes", "no"})}


class Codes:
    """The codes of an installation; each list is read when it is first asked for."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._known: dict[str, frozenset[str] | None] = {}

    def of(self, kind: str) -> Collection[str] | None:
        """See `KnowsCodes`."""
        if kind == "rule":
            return self._rules
        if kind in _FIXED:
            return _FIXED[kind]
        if kind not in self._known:
            self._known[kind] = self._read(_SOURCES[kind])
        return self._known[kind]

    def source_of(self, kind: str) -> Texts:
        """See `KnowsCodes`."""
        if kind == "rule":
            return Texts(
                "el rule_id de una regla, como en el reporte de calidad",
                "the rule_id of a rule, as in the QA report",
            )
        if kind in _FIXED:
            codes = sorted(_FIXED[kind])
            return Texts(" o ".join(codes), " or ".join(codes))
        source = _SOURCES[kind]
        place = f"{source.list_name}.csv"
        return Texts(
            f"un código de {source.column} en {place}", f"a code of {source.column} in {place}"
        )

    def _read(self, source: _Source) -> frozenset[str] | None:
        if source.list_name.startswith("ref_"):
            columns = [source.column, *(["admin_level"] if source.levels else [])]
            path = self._settings.seeds / f"{source.list_name}.csv"
            rows = read_columns(path, columns)
            return frozenset(row[0] for row in rows if row[-1] in source.levels or len(row) == 1)
        path = self._settings.config / f"{source.list_name}.csv"
        model = next(one for one in LISTS if one.file == path.name)
        try:
            table = read_table(path, path.name, model.columns())
        except ConfigError:  # of the list itself
            return None
        return frozenset(row.cells[source.column] for row in table.rows)

    @cached_property
    def _rules(self) -> frozenset[str]:
        """Ids as the suites and this package's YAML have them; loading the suites takes seconds."""
        paths = [*self._settings.expectations.glob("*.json"), *_PACKAGE.rglob("*.yml")]
        return frozenset(
            one for path in paths for one in _RULE_ID.findall(path.read_text(encoding="utf-8"))
        )
