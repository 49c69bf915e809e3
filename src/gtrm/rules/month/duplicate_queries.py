"""The comparisons of `duplicates`, as DuckDB SQL over the table `reported` of `comparison`.

Each query returns `row_number` of a row and of an `other` that it repeats.
"""

from __future__ import annotations

from gtrm.rules.preparation import COUNT_FIELDS, NUMBER_FIELDS

NEAR = 0.05  # of the larger figure; the hint of 5W-609 says it, too
TELLING_SIZE = 20  # people or units; smaller figures are often equal by chance
NEIGHBOURS = 5  # rows that a row is held against: the work grows with the rows, not with the pairs

_PEOPLE = ", ".join(f"{name}_number" for name in COUNT_FIELDS if name != "output_quantity")
_NUMBERS = ", ".join(f"{name}_number" for name in NUMBER_FIELDS)
_CELLS = ", ".join(f"plain({name})" for name in NUMBER_FIELDS)
_READABLE = " and ".join(f"{name}_number is not null" for name in NUMBER_FIELDS)
_CODES = "organisation_code, region_pcode, indicator_code, activity_code"

MACROS = f"""
    create or replace temp macro near_share() as {NEAR};
    create or replace temp macro telling_size() as {TELLING_SIZE};
    create or replace temp macro neighbours() as {NEIGHBOURS};
    create or replace temp macro plain(cell) as
        nullif(trim(regexp_replace(strip_accents(lower(cell)), '\\s+', ' ', 'g')), '');
    -- not coalesce: it reads the cell where there is a code, too
    create or replace temp macro named(code, cell) as
        case when code is null then plain(cell) else code end;
    create or replace temp macro near(one, two) as
        abs(one - two) <= near_share() * greatest(abs(one), abs(two));
"""
# Hashes of 64 bits: among a million rows, one false agreement in 30 million runs.
KEYED = f"""
    create or replace temp table keyed as
    select
        row_number, is_of_month, submission_id, cycle_month, setup_code,
        named(organisation_code, appealing_org) as organisation,
        named(implementing_organisation_code, implementing_org) as implementer,
        coalesce(named(month_code, month), cycle_month) as month,
        coalesce(month_code, cycle_month) as month_or_cycle,
        hash(
            named(country_code, country), named(region_pcode, admin1),
            named(province_pcode, admin2), named(district_pcode, district)
        ) as place,
        hash(
            named(sector_code, sector), named(indicator_code, indicator),
            named(activity_code, activity)
        ) as what,
        hash(
            named(setup_code, implementation_setup), named(subgroup_code, subgroup),
            named(covid19_code, covid19), named(rmrp_code, rmrp_activity),
            named(support_space_code, support_space), named(cva_code, cva),
            named(mechanism_code, cva_mechanism)
        ) as marks,
        hash(
            plain(ubigeo), plain(activity_unit), plain(project), plain(donor), other_cells
        ) as texts,
        coalesce(plain(description), '') as words,
        {_READABLE} as is_readable,
        hash({_NUMBERS}, if(is_readable, null, hash({_CELLS})), age_bands) as figures,
        hash(implementer, place, what, marks, texts, words, figures) as content,
        [{_PEOPLE}] as counts,
        coalesce(greatest({_PEOPLE}), 0) as people,
        output_quantity_number as output,
        cva_value_number as usd,
        if(people > 0, people, coalesce(output, 0)) as size,
        size > 0 or usd > 0 or not is_readable as has_figures
    from reported
    where named(region_pcode, admin1) is not null
        and (
            named(indicator_code, indicator) is not null
            or named(activity_code, activity) is not null
        )
        -- of earlier months only what may come again: texts are dear to read
        and (is_of_month or hash({_CODES}, {_NUMBERS}) in (
            select hash({_CODES}, {_NUMBERS}) from reported where is_of_month
        ))
"""  # noqa: S608 names of our own columns
COPIES = """
    create or replace temp table copies as
    select
        *,
        min(row_number) over (
            partition by organisation, month, content, submission_id
        ) as first_in_file,
        min(row_number) over (partition by organisation, month, content) as first_in_month,
        first_in_month = row_number and organisation is not null and has_figures as is_first
    from keyed
    where is_of_month
"""
SAME_FILE = """
    select row_number, first_in_file as other from copies
    where first_in_file <> row_number and has_figures
"""
EMPTY_COPY = """
    select row_number, first_in_file as other from copies
    where first_in_file <> row_number and not has_figures
"""
OTHER_FILE = """
    select row_number, first_in_month as other from copies
    where first_in_file = row_number and first_in_month <> row_number and has_figures
        and organisation is not null
"""
OTHER_ORGANISATION = """
    select row_number, first_value(row_number) over same as other
    from copies
    where is_first and (words <> '' or size >= telling_size())
    window same as (partition by month, content order by row_number)
    qualify other <> row_number
"""
EARLIER = """
    create or replace temp table earlier as
    with months as (
        select organisation, content, month_or_cycle, cycle_month, min(row_number) as first_row
        from keyed
        group by all
    ),
    successive as (
        select
            first_row as row_number,
            lag(first_row) over (
                partition by organisation, content order by month_or_cycle, cycle_month
            ) as other
        from months
    )
    select copies.row_number, other, size
    from copies join successive using (row_number)
    where other is not null and is_first
"""
EARLIER_MONTH = "select row_number, other from earlier where size >= telling_size()"
EARLIER_MONTH_FEW = "select row_number, other from earlier where size < telling_size()"
# Each row of the same work and figures beside the first few texts that came before it.
SAME_FIGURES = """
    with same as (
        select *, hash(organisation, implementer, month, place, what, marks, figures) as work
        from copies
        where is_first
    ),
    texts as (
        select work, words, min(row_number) as other
        from same
        group by work, words
        qualify row_number() over (partition by work order by other) <= neighbours()
    )
    select
        same.row_number, texts.other,
        same.words as own_words, texts.words as other_words
    from same join texts on same.work = texts.work and texts.other < same.row_number
    order by all
"""
# Beside the next few by size; a finding for the later row of a pair, with the nearest of its pairs.
ALIKE_FIGURES = """
    with lines as (
        select
            *,
            hash(organisation, implementer, month, place, what, marks, texts, words) as line,
            row_number() over (partition by line order by size, row_number) as turn
        from copies
        where is_first and is_readable and size > 0
    ),
    pairs as (
        select
            greatest(one.row_number, two.row_number) as row_number,
            least(one.row_number, two.row_number) as other,
            list_zip(one.counts, two.counts) as zipped,
            list_sum(list_transform(zipped, lambda pair: abs(pair[1] - pair[2]))) as apart,
            list_sum(list_transform(zipped, lambda pair: greatest(pair[1], pair[2]))) as together
        from (from lines, range(1, neighbours() + 1) as steps(step)) as one
        join lines as two on one.line = two.line and one.turn + one.step = two.turn
        where near(one.size, two.size) and near(one.output, two.output) and near(one.usd, two.usd)
    )
    select row_number, arg_min(other, (apart, other)) as other
    from pairs
    where apart <= near_share() * together
    group by row_number
"""
# Held against the partner's rows that are next in size, below and above.
PARTNER_REPORT = """
    with payers as (
        select row_number, size, hash(implementer, month, place, what, people > 0) as line
        from copies
        where is_first and size > 0 and setup_code = 'yes'
            and organisation <> implementer
    ),
    doers as (
        select
            min(row_number) as row_number, size,
            hash(organisation, month, place, what, people > 0) as line
        from copies
        where is_first and size > 0
        group by all
    ),
    next_in_size as (
        select payers.row_number, payers.size, doers.row_number as doer, doers.size as doer_size
        from payers asof join doers on payers.line = doers.line and payers.size >= doers.size
        union all
        select payers.row_number, payers.size, doers.row_number, doers.size
        from payers asof join doers on payers.line = doers.line and payers.size <= doers.size
    ),
    pairs as (
        select
            row_number as payer, min(abs(size - doer_size)) as apart,
            arg_min(doer, (abs(size - doer_size), doer)) as doer
        from next_in_size
        where near(size, doer_size)
        group by row_number
    )
    -- A row can be of both kinds, reported of a partner and by one: it names its partner's row.
    select row_number, arg_min(other, turn) as other
    from (
        select payer as row_number, doer as other, 1 as turn from pairs
        union all
        select doer, arg_min(payer, (apart, payer)), 2 from pairs group by doer
    )
    group by row_number
"""
