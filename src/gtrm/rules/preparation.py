"""From reported text to the columns that the rules read, computed once per run.

Figures: `<field>_number` is the reported figure, 0 where the cell is blank (as R4V counts it) and
null where it cannot be read, so that a rule about a sum gives no finding for a row with
unknown figures: the rule about that cell gives one. `<field>_form` of a count is `whole` where it
is a whole number of zero or more, or blank, and null where it is not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from gtrm.core.cycle import read_month
from gtrm.core.errors import SuiteError
from gtrm.core.figures import is_blank, read_figure, read_whole
from gtrm.intake.landed import REPORTED_FIELDS
from gtrm.intake.layouts import Layout, layout_of
from gtrm.intake.privacy import FOUND_COLUMN, mask_rows
from gtrm.lists.vocabularies import RESOLVED_COLUMNS
from gtrm.rules.sensitive import PERSONAL_COLUMNS, count_recognisable, find_personal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from gtrm.core.cycle import MonthBounds
    from gtrm.lists.vocabularies import Vocabularies

POPULATION_FIELDS = ("in_destination", "in_transit", "host_community", "pendulars", "returnees")
UNDER18_FIELDS = ("girls", "boys", "other_under18")
AGE_SEX_FIELDS = ("girls", "boys", "women", "men", "other_under18", "other_above18")
MEASURE_FIELDS = {"total": "total_beneficiaries", "new": "new_beneficiaries"}
NEW_IS_DERIVED = "r4v_2026"
COUNT_FIELDS = ("output_quantity", *MEASURE_FIELDS.values(), *POPULATION_FIELDS, *AGE_SEX_FIELDS)
NUMBER_FIELDS = (*COUNT_FIELDS, "cva_value")

_DERIVED_NUMBERS = (
    *("population_sum", "age_sex_sum", "under18_sum", "all_counts_sum"),
    *("declared_measure_number", "most_beneficiaries_number", "least_beneficiaries_number"),
    *("usd_per_person", "recognisable_people_number"),
)
_DERIVED_TEXTS = (
    *("indicator_type", "indicator_sector_code", "sector_subgroup_code"),
    *("ubigeo_verdict", "month_year_source", "named_province_pcode", "named_district_pcode"),
    *("named_ubigeo", "month_verdict", "layout_months", "response_start"),
)
PREPARED_COLUMNS = frozenset(
    (
        *("cycle_month", "population_measure_code", *REPORTED_FIELDS, *RESOLVED_COLUMNS),
        *(*PERSONAL_COLUMNS, "other_cells"),
        *(f"{name}_number" for name in NUMBER_FIELDS),
        *(f"{name}_form" for name in COUNT_FIELDS),
        *(*_DERIVED_NUMBERS, *_DERIVED_TEXTS),
    )
)
# Of which reported fields a prepared column tells, where its name does not say so; a layout that
# has none of them has nothing to be told of.
_SOURCES: dict[str, tuple[str, ...]] = {
    "population_sum": POPULATION_FIELDS,
    "age_sex_sum": AGE_SEX_FIELDS,
    "under18_sum": UNDER18_FIELDS,
    "all_counts_sum": COUNT_FIELDS,
    "declared_measure_number": tuple(MEASURE_FIELDS.values()),
    "most_beneficiaries_number": tuple(MEASURE_FIELDS.values()),
    "recognisable_people_number": tuple(MEASURE_FIELDS.values()),
    "usd_per_person": ("cva_value",),
    "region_pcode": ("admin1",),
    "province_pcode": ("admin2",),
    "named_province_pcode": ("admin2",),
    "district_pcode": ("district",),
    "named_district_pcode": ("district",),
    "ubigeo_verdict": ("ubigeo",),
    "organisation_code": ("appealing_org",),
    "implementing_organisation_code": ("implementing_org",),
    "setup_code": ("implementation_setup",),
    "rmrp_code": ("rmrp_activity",),
    "mechanism_code": ("cva_mechanism",),
    "sector_subgroup_code": ("sector",),
    "indicator_sector_code": ("indicator",),
    "indicator_type": ("indicator",),
}
_ENDINGS = ("_number", "_form", "_code", "_personal")
_LEVELS = ("region", "province", "district")


def prepare(rows: pd.DataFrame, vocabularies: Vocabularies) -> pd.DataFrame:
    """Return PREPARED_COLUMNS of reported rows, indexed by `row_number`, their position.

    Args:
        rows: Canonical reported text, `cycle_month`, `population_measure_code`; the resolved code
            columns are taken as they are if all present, else resolved here. Fields that a
            template does not have may be absent: they are blank.
        vocabularies: The lists to check against: the office's, or another country's.

    Raises:
        SuiteError: A row does not say what its population columns break down.
    """
    rows = rows.reset_index(drop=True)
    if set(RESOLVED_COLUMNS) <= set(rows.columns):
        codes = rows[list(RESOLVED_COLUMNS)]
    else:
        codes = vocabularies.resolve(rows)
    if FOUND_COLUMN not in rows:
        rows = mask_rows(rows)
    out = rows.reindex(columns=["cycle_month", "population_measure_code", *REPORTED_FIELDS])
    out.index.name = "row_number"
    codes = codes.set_axis(out.index)
    numbers, looked_up = _numbers(out, rows), _looked_up(out, codes, vocabularies)
    looked_up = looked_up.join(_month_facts(rows, codes, vocabularies.months))
    numbers["usd_per_person"] = _usd_per_person(numbers, codes)
    numbers["recognisable_people_number"] = count_recognisable(
        rows, codes, numbers, looked_up["indicator_type"]
    )
    return pd.concat([out, codes, numbers, looked_up, find_personal(rows)], axis=1)


def has_sources(layout: Layout, column: str) -> bool:
    """Whether a layout has a field that a prepared column tells of; None of ours: it has."""
    plain = next((column.removesuffix(end) for end in _ENDINGS if column.endswith(end)), column)
    sources = _SOURCES.get(column, (plain,) if plain in REPORTED_FIELDS else ())
    return not sources or not layout.fields.isdisjoint(sources)


def _read_figures(texts: pd.Series) -> pd.Series:
    codes, different = pd.factorize(texts)
    figures = np.array([*map(read_figure, different), 0.0])  # the last is the blanks', code -1
    return pd.Series(figures[codes], index=texts.index)


def _numbers(reported: pd.DataFrame, rows: pd.DataFrame) -> pd.DataFrame:
    read = {name: _read_figures(reported[name]) for name in NUMBER_FIELDS}
    total, new = (read[name] for name in MEASURE_FIELDS.values())
    out = {f"{name}_form": _form(reported[name]) for name in COUNT_FIELDS}
    out["population_sum"] = _sum(read[name] for name in POPULATION_FIELDS)
    out["age_sex_sum"] = _sum(read[name] for name in AGE_SEX_FIELDS)
    told = (out["population_sum"] != 0) | (out["age_sex_sum"] != 0)
    untold = _new_is_derived(rows) & reported["new_beneficiaries"].isna() & told
    new = read["new_beneficiaries"] = new.mask(untold)
    out |= {f"{name}_number": figures for name, figures in read.items()}
    out["under18_sum"] = _sum(read[name] for name in UNDER18_FIELDS)
    out["all_counts_sum"] = _sum(read[name] for name in COUNT_FIELDS)
    out["declared_measure_number"] = total.where(_breaks_down_total(rows).to_numpy(), new)
    # numpy's maximum and minimum are null where either figure is.
    out["most_beneficiaries_number"] = pd.Series(np.maximum(total, new))
    out["least_beneficiaries_number"] = pd.Series(np.minimum(total, new))
    return pd.DataFrame(out)


def _new_is_derived(rows: pd.DataFrame) -> pd.Series:
    """R4V's template of 2026 has no cell for new people.

    Intake takes the population sum where age and sex add to the same; else they are not known.
    """
    return rows.reindex(columns=["generation_code"])["generation_code"] == NEW_IS_DERIVED


def _usd_per_person(numbers: pd.DataFrame, codes: pd.DataFrame) -> pd.Series:
    """USD of a transfer per person of the row; null without money, people or a "Yes" to CVA."""
    people = numbers["most_beneficiaries_number"]
    known = (codes["cva_code"] == "yes") & (numbers["cva_value_number"] > 0) & (people > 0)
    return (numbers["cva_value_number"].where(known) / people.where(known)).round(2)


def _form(texts: pd.Series) -> pd.Series:
    """A byte a row: that is why it is a category and not a text."""
    codes, different = pd.factorize(texts)
    told = [0 if is_blank(text) or read_whole(text) is not None else -1 for text in different]
    whole = np.array([*told, 0], dtype=np.int8)[codes]  # the last is the blanks', code -1
    return pd.Series(pd.Categorical.from_codes(whole, pd.Index(["whole"])), index=texts.index)


def _sum(parts: Iterable[pd.Series]) -> pd.Series:
    """Null if a part is null; rounded, so that decimals in cells do not differ by 1e-15."""
    first, *others = parts
    total = first.copy()
    for part in others:
        total = total + part
    return total.round(6)


def _breaks_down_total(rows: pd.DataFrame) -> pd.Series:
    unsaid = ~rows["population_measure_code"].isin(list(MEASURE_FIELDS))
    if unsaid.any():
        raise SuiteError(
            f"{int(unsaid.sum())} rows do not say whether their populations break down the total "
            "or the new people of the month.",
            "population_measure_code",
            "Declare population_measure in the template's YAML.",
        )
    return rows["population_measure_code"] == "total"


def _looked_up(
    reported: pd.DataFrame, codes: pd.DataFrame, vocabularies: Vocabularies
) -> pd.DataFrame:
    verdict = _UbigeoVerdict(vocabularies)
    region, province, district = (codes[f"{level}_pcode"] for level in _LEVELS)
    # A ubigeo may have placed a row whose province or district is misspelt: look at the names.
    named_province = _once(vocabularies.provinces.match_inside, reported["admin2"], region)
    named_district = _once(vocabularies.districts.match_inside, reported["district"], province)
    return pd.DataFrame(
        {
            "indicator_type": codes["indicator_code"].map(vocabularies.indicator_types),
            "indicator_sector_code": codes["indicator_code"].map(vocabularies.indicator_sectors),
            "sector_subgroup_code": codes["sector_code"].map(vocabularies.sector_subgroups),
            "named_province_pcode": named_province,
            "named_district_pcode": named_district,
            # A P-code is "PE" and INEI's ubigeo.
            "named_ubigeo": [place and place.removeprefix("PE") for place in named_district],
            "ubigeo_verdict": _once(verdict, reported["ubigeo"], region, province, district),
            "month_year_source": _once(
                _month_year_source, reported["month"], reported["cycle_month"]
            ),
        },
        index=reported.index,
        dtype=object,
    )


def _once(judge: Callable[..., str | None], *columns: pd.Series) -> list[str | None]:
    """Judge each different combination of values once, not each row."""
    known: dict[tuple[object, ...], str | None] = {}
    out: list[str | None] = []
    for key in zip(*(column.astype(object) for column in columns), strict=True):
        if key not in known:
            known[key] = judge(*key)
        out.append(known[key])
    return out


def _month_year_source(month: object, cycle_month: object) -> str | None:
    if not isinstance(month, str):
        return None
    return read_month(month, str(cycle_month)).source


def _month_facts(rows: pd.DataFrame, codes: pd.DataFrame, bounds: MonthBounds) -> pd.DataFrame:
    """Whether a row's month lies where it may, and the bounds as findings print them."""
    generations = rows.reindex(columns=["generation_code"])["generation_code"].map(str)
    layouts = {code: layout_of(code) for code in generations.unique()}

    def judge(month: object, cycle_month: object, generation: object) -> str | None:
        if not isinstance(month, str):
            return None
        verdict = bounds.verdict(month, str(cycle_month))
        valid = layouts[str(generation)].is_valid_in(month)
        return verdict or (None if valid else "outside_layout")

    verdicts = _once(judge, codes["month_code"], rows["cycle_month"], generations)
    return pd.DataFrame(
        {
            "month_verdict": verdicts,
            "layout_months": [layouts[code].months for code in generations],
            "response_start": bounds.first,
        },
        index=codes.index,
        dtype=object,
    )


class _UbigeoVerdict:
    """Whether a reported ubigeo is the code of the place that the row names.

    The code alone is not enough: INEI's 23 is Tacna, RENIEC's 23 is Tumbes.
    """

    def __init__(self, vocabularies: Vocabularies) -> None:
        self._parents = {
            **vocabularies.provinces.parents,
            **vocabularies.districts.parents,
        }
        self._known = {*vocabularies.regions.parents, *self._parents}
        self._reniec = vocabularies.reniec_codes

    def __call__(
        self, ubigeo: object, region: object, province: object, district: object
    ) -> str | None:
        """Return agrees, reniec, disagrees or unknown; None if there is nothing to compare."""
        if not isinstance(ubigeo, str) or not isinstance(region, str):
            return None
        named = next(place for place in (district, province, region) if isinstance(place, str))
        inei = f"PE{ubigeo.strip()}"
        if inei in self._known and self._same_place(inei, named):
            return "agrees"
        reniec = self._reniec.get(ubigeo.strip())
        if reniec is not None and self._same_place(reniec, named):
            return "reniec"
        return "disagrees" if inei in self._known else "unknown"

    def _same_place(self, one: str, other: str) -> bool:
        return other in self._line(one) or one in self._line(other)

    def _line(self, place: str) -> tuple[str, ...]:
        parent = self._parents.get(place)
        return (place,) if parent is None else (place, *self._line(parent))
