"""Code lists, and how what partners wrote is matched to them.

Lists are data (dbt's seeds); any other lists of the same shape do, such as another country's.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import pandas as pd

from gtrm.config.checking import read_document, read_list
from gtrm.config.documents import Response
from gtrm.config.lists import Alias
from gtrm.core.cycle import MonthBounds, parse_month
from gtrm.core.normal import normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from pathlib import Path

    from gtrm.core.settings import Settings

RESOLVED_COLUMNS = (
    "country_code",
    "region_pcode",
    "province_pcode",
    "district_pcode",
    "organisation_code",
    "implementing_organisation_code",
    "setup_code",
    "month_code",
    "subgroup_code",
    "sector_code",
    "indicator_code",
    "activity_code",
    "covid19_code",
    "rmrp_code",
    "support_space_code",
    "cva_code",
    "mechanism_code",
)
NATIONWIDE = "PE00"


@dataclass(frozen=True)
class Vocabulary:
    """Names to codes; a code may belong to a parent (a province to its region)."""

    names: Mapping[str, frozenset[str]]
    parents: Mapping[str, str] = field(default_factory=dict)
    printed: Mapping[str, str] = field(default_factory=dict)  # a name as its list prints it

    @classmethod
    def from_names(
        cls, pairs: Iterable[tuple[str, str]], parents: Mapping[str, str] | None = None
    ) -> Vocabulary:
        """Build from (name, code) pairs; blank names are passed over."""
        names: dict[str, set[str]] = defaultdict(set)
        printed: dict[str, str] = {}
        for name, code in pairs:
            if name and (form := normalise(name)):
                names[form].add(code)
                printed.setdefault(form, name)
        found = {name: frozenset(codes) for name, codes in names.items()}
        return cls(found, parents or {}, printed)

    def match(self, name: object, parent: object = None) -> str | None:
        """Return the code of a name, or None if unknown, blank or ambiguous.

        A parent that is given narrows a name that several codes share (a district name, an activity
        of two indicators); it does not reject a name that only one code has.
        """
        if not isinstance(name, str):
            return None
        codes = self.names.get(normalise(name), frozenset())
        if len(codes) > 1:
            codes = frozenset(code for code in codes if self.parents.get(code) == parent)
        return next(iter(codes)) if len(codes) == 1 else None

    def match_inside(self, name: object, parent: object) -> str | None:
        """Return the code of a name among the children of a parent, or None."""
        if not isinstance(name, str):
            return None
        codes = self.names.get(normalise(name), frozenset())
        inside = [code for code in codes if self.parents.get(code) == parent]
        return inside[0] if len(inside) == 1 else None


@dataclass(frozen=True)
class Vocabularies:
    """Every list a 5W row is checked against.

    Parents: regions -> country code, provinces -> region, districts -> province, indicators ->
    sector, activities -> indicator, sectors -> subgroup (absent where a sector has none).
    """

    countries: Vocabulary
    regions: Vocabulary
    provinces: Vocabulary
    districts: Vocabulary
    organisations: Vocabulary
    implementing_organisations: Vocabulary
    sectors: Vocabulary
    subgroups: Vocabulary
    indicators: Vocabulary
    indicator_types: Mapping[str, str]  # code -> 'pin', 'people', 'other' (other years have more)
    activities: Vocabulary
    mechanisms: Vocabulary
    yes_no: Vocabulary
    reniec_codes: Mapping[str, str] = field(default_factory=dict)  # RENIEC's code -> P-code
    months: MonthBounds = field(default_factory=MonthBounds)

    @property
    def indicator_sectors(self) -> Mapping[str, str]:
        """The sector an indicator belongs to."""
        return self.indicators.parents

    @property
    def sector_subgroups(self) -> Mapping[str, str]:
        """The subgroup a sector belongs to."""
        return self.sectors.parents

    @property
    def home_countries(self) -> frozenset[str]:
        """The countries whose regions are listed: rows of others are not this office's."""
        return frozenset(self.regions.parents.values())

    @classmethod
    def of_office(cls, settings: Settings) -> Vocabularies:
        """Return the lists of an installation, with its aliases and its first month.

        Raises:
            VocabularyError: A list is missing or lacks a column.
            ConfigError: The aliases or the first month of the response cannot be used.
        """
        lists = cls.load(settings.seeds, read_list(settings, Alias))
        first = read_document(settings, Response).first_month
        return replace(lists, months=MonthBounds(first))

    @classmethod
    def load(cls, seeds: Path, learned: Sequence[Alias] = ()) -> Vocabularies:
        """Return the lists of the warehouse.

        Args:
            seeds: Folder of the code lists.
            learned: A reviewer's aliases; they count as exact names.

        Raises:
            VocabularyError: A list is missing or lacks a column.
        """
        from gtrm.lists.code_lists import CodeLists  # it builds what is defined here

        return CodeLists(seeds, learned).vocabularies()

    def resolve(self, rows: pd.DataFrame) -> pd.DataFrame:
        """Return the codes of reported rows: RESOLVED_COLUMNS, text, None where not known.

        Args:
            rows: Reported text columns of the landing and `cycle_month`; a column that a template
                does not have may be absent.
        """
        out = pd.DataFrame(index=rows.index)
        look = _Lookup(rows)
        out["country_code"] = look(self.countries.match, "country")
        out["region_pcode"] = look(self._region, "country", "admin1")
        regions = look.with_column("region", out["region_pcode"])
        out["province_pcode"] = regions(self.provinces.match_inside, "admin2", "region")
        provinces = regions.with_column("province", out["province_pcode"])
        out["district_pcode"] = provinces(self._district, "district", "province", "region")
        places = provinces.with_column("place", out["district_pcode"])
        by_code = places(self._area_of_ubigeo, "ubigeo", "region", "province", "place")
        out["district_pcode"] = out["district_pcode"].where(out["district_pcode"].notna(), by_code)
        known = out["province_pcode"].notna()
        own_province = out["district_pcode"].map(self.districts.parents)
        out["province_pcode"] = out["province_pcode"].where(known, own_province)
        out["organisation_code"] = look(self.organisations.match, "appealing_org")
        implementing = look(self.implementing_organisations.match, "implementing_org")
        out["implementing_organisation_code"] = implementing
        out["month_code"] = look(lambda text, cycle: _month(text, cycle), "month", "cycle_month")
        out["subgroup_code"] = look(self.subgroups.match, "subgroup")
        out["sector_code"] = look(self.sectors.match, "sector")
        sectors = look.with_column("sector_code", out["sector_code"])
        out["indicator_code"] = sectors(self.indicators.match, "indicator", "sector_code")
        indicators = look.with_column("indicator_code", out["indicator_code"])
        out["activity_code"] = indicators(self.activities.match, "activity", "indicator_code")
        out["mechanism_code"] = look(self.mechanisms.match, "cva_mechanism")
        for column, source in _YES_NO.items():
            out[column] = look(self.yes_no.match, source)
        out = out[list(RESOLVED_COLUMNS)].astype(object)
        return out.where(out.notna(), None)

    def _region(self, country: object, admin1: object) -> str | None:
        # Brazil has an Amazonas too: without the country a region's name says nothing.
        code = self.countries.match(country)
        return self.regions.match_inside(admin1, code) if code else None

    def _district(self, name: object, province: object, region: object) -> str | None:
        if isinstance(province, str):
            return self.districts.match_inside(name, province)
        if not isinstance(name, str) or not isinstance(region, str):
            return None
        codes = self.districts.names.get(normalise(name), frozenset())
        inside = [
            c for c in codes if self.provinces.parents.get(self.districts.parents[c]) == region
        ]
        return inside[0] if len(inside) == 1 else None

    def _area_of_ubigeo(
        self, ubigeo: object, region: object, province: object, place: object
    ) -> str | None:
        """The district of an INEI code, if the names written beside it agree with it.

        A code alone cannot place a row: RENIEC numbers regions differently (Tacna is 23 for INEI,
        22 for RENIEC).
        """
        code = f"PE{ubigeo}"
        if isinstance(place, str) or not isinstance(region, str):
            return None
        parent = self.districts.parents.get(code)
        if parent is None or self.provinces.parents.get(parent) != region:
            return None
        return code if not isinstance(province, str) or province == parent else None


class _Lookup:
    """Applies a match to each different combination of values once, not to each row."""

    def __init__(self, rows: pd.DataFrame) -> None:
        self._rows = rows

    def with_column(self, name: str, values: pd.Series) -> _Lookup:
        return _Lookup(self._rows.assign(**{name: values}))

    def __call__(self, match: Callable[..., str | None], *columns: str) -> pd.Series:
        values = [
            self._rows[name] if name in self._rows else pd.Series(None, index=self._rows.index)
            for name in columns
        ]
        known: dict[tuple[object, ...], str | None] = {}
        out: list[str | None] = []
        for key in zip(*(series.astype(object) for series in values), strict=True):
            if key not in known:
                known[key] = match(*key)
            out.append(known[key])
        return pd.Series(out, index=self._rows.index, dtype=object)


_YES_NO = {
    "setup_code": "implementation_setup",
    "covid19_code": "covid19",
    "rmrp_code": "rmrp_activity",
    "support_space_code": "support_space",
    "cva_code": "cva",
}


def _month(text: object, cycle_month: object) -> str | None:
    return parse_month(text, str(cycle_month))[0] if isinstance(text, str) else None
