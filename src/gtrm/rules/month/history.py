"""Comparison of a month's figures with those of the months before.

Outliers: the modified z-score (Iglewicz & Hoaglin, How to Detect and Handle Outliers, ASQC 1993)
on ln(1 + figure), since monthly figures grow and shrink by factors: expected is what lies within
3.5 x MAD / 0.6745 of the median, and nothing nearer than LEAST_FACTOR and LEAST_DIFFERENCE is an
outlier. The rules compare `*_people` and `*_quantity` with `*_low` and `*_high`.

- `own_past`: an organisation's sum of the month, per region and indicator, compared with its sums
  of earlier months; per region and sector if no indicator of the sector has enough of them.
- `region`: only if the own past is too short: compared with other organisations' sums of the same
  indicator in that region, this month and before; of the country if those are too few.
- `recurring`: the same counts in the same place, indicator and activity, month after month.

A figure is the people of a row (its populations, which count persons whichever measure the partner
meant; the declared measure where it gives none), or the quantity where the indicator counts no
people. A sum with an unreadable part is unknown; rules over rows report a sum of zero. The
largest row of a sum carries its columns; they are null in all others.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gtrm.lists.vocabularies import NATIONWIDE
from gtrm.rules.preparation import COUNT_FIELDS, POPULATION_FIELDS

if TYPE_CHECKING:
    import duckdb
    import pandas as pd

    from gtrm.core.settings import Settings

CUT = 3.5  # Iglewicz & Hoaglin's
MAD_OF_NORMAL = 0.6745  # MAD of the standard normal, theirs too
# The MAD of a few months is often too small by chance: of months that only vary as usual (ln with a
# standard deviation of 0.8) 9 % would be flagged after three, 6 % after four, 4 % after six.
LEAST_MONTHS = 4
LONGEST_MONTHS = 12  # one year: seasons are in it, ended programmes leave it
# In Peru, January to March 2021, a quarter of the changes from month to month are above x 3.4.
LEAST_FACTOR = 4
LEAST_DIFFERENCE = 50  # people or units: less moves no published figure
LEAST_PEERS = 8  # figures of others; a quarter of them may be wrong and the MAD holds
LEAST_PEER_ORGANISATIONS = 3  # two are not a region's habit
RECURRING_MONTHS = 3  # the third time is no coincidence; the second is told as a duplicate
RECURRING_LEAST = 20  # a smaller count comes back by chance

COLUMNS = (
    *("own_past_people", "own_past_quantity", "own_past_low", "own_past_high"),
    *("own_past_months", "own_past_basis_es", "own_past_basis_en"),
    *("region_people", "region_quantity", "region_low", "region_high"),
    *("region_figures", "region_basis_es", "region_basis_en"),
    *("recurring_people", "recurring_quantity", "recurring_months", "recurring_since"),
)
_PEOPLE_TYPES = ("pin", "people", "capacity_building")


def compute(connection: duckdb.DuckDBPyConnection, settings: Settings) -> pd.DataFrame:
    """Return COLUMNS of the month's rows, indexed by `row_number`.

    Figures are doubles, `*_since` (a month) and `*_basis_*` text; null where there is nothing to
    compare with.
    """
    for statement in (_MACROS, _FIGURES, _LEVELS, _SUMS, _OWN_PAST, _REGION, _RECURRING):
        connection.execute(statement)
    return connection.execute(_COLUMNS).df().set_index("row_number")


def _sum(names: tuple[str, ...]) -> str:
    return " + ".join(f"{name}_number" for name in names)


_MACROS = f"""
    create or replace temp macro month_index(code) as left(code, 4)::int * 12 + right(code, 2)::int;
    create or replace temp macro reach(spread) as
        greatest({CUT} * spread / {MAD_OF_NORMAL}, ln({LEAST_FACTOR}));
    create or replace temp macro lowest(middle, spread) as greatest(0, floor(round(least(
        exp(middle - reach(spread)), exp(middle) - {LEAST_DIFFERENCE}
    ) - 1, 6)));
    create or replace temp macro highest(middle, spread) as ceil(round(greatest(
        exp(middle + reach(spread)), exp(middle) + {LEAST_DIFFERENCE}
    ) - 1, 6));
"""
_FIGURES = f"""
    create or replace temp view figures as
    select
        *,
        indicator_type in {_PEOPLE_TYPES} as is_people,
        month_index(coalesce(month_code, cycle_month)) as row_month,
        max(month_index(cycle_month)) filter (where is_of_month) over () as this_month,
        {_sum(POPULATION_FIELDS)} as people,
        if(population_measure_code = 'new', new_beneficiaries_number, total_beneficiaries_number)
            as measure,
        case
            when not is_people then output_quantity_number
            when people = 0 then measure
            else people
        end as signed_figure,
        if(signed_figure >= 0, signed_figure, null) as figure
    from reported
    where organisation_code is not null and indicator_type is not null
    -- A row of another month in this month's files is late: neither this month's nor yet the past.
    qualify row_month <= this_month and is_of_month = (row_month = this_month)
"""  # noqa: S608 names of our own columns
# One row per row and level. Units of things are never added over indicators.
_KEY = "region_pcode, organisation_code, sector_code, level, code, is_people"
_LEVELS = f"""
    create or replace temp view levels as
    select
        unnest(if(is_people, ['indicator', 'sector'], ['indicator'])) as level,
        if(level = 'indicator', indicator_code, sector_code) as code,
        *
    from figures
    where row_month >= this_month - {LONGEST_MONTHS}
"""  # noqa: S608
_SUMS = f"""
    create or replace temp table sums as
    select
        any_value(country_code) as country_code,
        {_KEY},
        row_month,
        is_of_month,
        if(count(figure) = count(*), sum(figure), null) as figure,
        first(row_number order by figure desc nulls last, row_number) as row_number
    from levels
    where region_pcode is not null and sector_code is not null
    group by {_KEY}, row_month, is_of_month
"""  # noqa: S608
_OWN_PAST = f"""
    create or replace temp table judged as
    with past as (
        select
            {_KEY},
            count(*) as months,
            median(ln(1 + figure)) as middle,
            mad(ln(1 + figure)) as spread
        from sums
        where not is_of_month and figure is not null
        group by {_KEY}
        having count(*) >= {LEAST_MONTHS}
    )
    from sums
    join past using ({_KEY})
    where is_of_month and figure > 0
    -- The indicator where it can; the sector only where none of its indicators could.
    qualify level = 'indicator' or not bool_or(level = 'indicator') over (
        partition by region_pcode, organisation_code, sector_code
    );

    create or replace temp table own_past as
    select
        row_number,
        if(is_people, figure, null) as own_past_people,
        if(is_people, null, figure) as own_past_quantity,
        lowest(middle, spread) as own_past_low,
        highest(middle, spread) as own_past_high,
        months as own_past_months,
        if(level = 'indicator', 'este indicador', 'este sector') as own_past_basis_es,
        if(level = 'indicator', 'this indicator', 'this sector') as own_past_basis_en
    from judged
"""  # noqa: S608


def _compare(subjects: str, place: str, basis_es: str, basis_en: str) -> str:
    """Subjects beside the sums of other organisations in some place, where there are enough."""
    return f"""
        select
            subjects.row_number,
            if(subjects.is_people, subjects.figure, null) as region_people,
            if(subjects.is_people, null, subjects.figure) as region_quantity,
            lowest(median(ln(1 + others.figure)), mad(ln(1 + others.figure))) as region_low,
            highest(median(ln(1 + others.figure)), mad(ln(1 + others.figure))) as region_high,
            count(*) as region_figures,
            '{basis_es}' as region_basis_es,
            '{basis_en}' as region_basis_en
        from {subjects} as subjects
        join sums as others on
            others.level = 'indicator'
            and others.figure > 0
            and others.code = subjects.code
            and others.organisation_code <> subjects.organisation_code
            and {place}
        group by subjects.row_number, subjects.is_people, subjects.figure
        having count(*) >= {LEAST_PEERS}
            and count(distinct others.organisation_code) >= {LEAST_PEER_ORGANISATIONS}
    """  # noqa: S608


_IN_REGION = "others.region_pcode = subjects.region_pcode"
# Nationwide sums are compared with nationwide sums, never with a region.
_IN_COUNTRY = f"""
    others.country_code = subjects.country_code
    and others.region_pcode <> '{NATIONWIDE}' and subjects.region_pcode <> '{NATIONWIDE}'
"""
_REGION = f"""
    create or replace temp table unjudged as
    from sums
    anti join judged on
        sums.region_pcode = judged.region_pcode
        and sums.organisation_code = judged.organisation_code
        and sums.sector_code = judged.sector_code
        and (sums.code = judged.code or judged.level = 'sector')
    where is_of_month and level = 'indicator' and figure > 0;

    create or replace temp table region as
    {_compare("unjudged", _IN_REGION, "esta región", "this region")};

    create or replace temp table alone as
    from unjudged
    anti join region using (row_number);

    insert into region
    {_compare("alone", _IN_COUNTRY, "el país", "the country")}
"""
_COUNTS = ", ".join(f"{name}_number" for name in COUNT_FIELDS)
_RECURRING = f"""
    create or replace temp table recurring as
    with alike as (
        select
            list(row_number) filter (where is_of_month) as numbers,
            list_reverse_sort(list(distinct row_month)) as months,
            -- Up to the first gap: the newest is this month, each next one a month earlier.
            list_filter(months, lambda one, place: one = months[1] + 1 - place) as run,
            any_value(is_people) as is_people,
            any_value(figure) as figure
        from figures
        group by
            organisation_code, implementing_organisation_code, region_pcode, province_pcode,
            district_pcode, sector_code, indicator_code, coalesce(activity_code, activity),
            population_measure_code, {_COUNTS}
    )
    select
        unnest(numbers) as row_number,
        if(is_people, figure, null) as recurring_people,
        if(is_people, null, figure) as recurring_quantity,
        len(run) as recurring_months,
        format('{{:d}}-{{:02d}}', (run[-1] - 1) // 12, (run[-1] - 1) % 12 + 1) as recurring_since
    from alike
    where numbers is not null and len(run) >= {RECURRING_MONTHS} and figure >= {RECURRING_LEAST}
"""  # noqa: S608
_COLUMNS = f"""
    select row_number, {", ".join(COLUMNS)}
    from reported
    left join own_past using (row_number)
    left join region using (row_number)
    left join recurring using (row_number)
    where is_of_month
    order by row_number
"""  # noqa: S608
