{#-
    docs/counting.md, "Whom a figure lacks, and whether it can be right": whom a model leaves out for want of a breakdown,
    and what its note says of it. Row by row: the people of the measure less those of the breakdown, if more than 0.
-#}
with

{{ pin_rows_measured(['activity_row_id', 'month_code', 'region_pcode', 'sector_code']) }},

populations_reported as (

    select
        activity_row_id,
        measure_code,
        sum(people_count) as people_count

    from {{ ref('fct_reach_by_population') }}
    where {{ touched() }}
    group by
        activity_row_id,
        measure_code

),

sectors as (

    select * from {{ ref('dim_sectors') }}

),

-- Both models of cells count population groups only.
without_population as (

    select
        measured.month_code,
        measured.region_pcode,
        measured.measure_code,
        sum(measured.people_count - coalesce(populations_reported.people_count, 0)) as people_count,
        'No cuenta a personas sin grupo de población de esta medida, en: '
        || string_agg(distinct sectors.sector_name_es, ', ' order by sectors.sector_name_es) || '.' as method_note

    from measured
    inner join sectors
        on measured.sector_code = sectors.sector_code
    left join populations_reported
        on
            measured.activity_row_id = populations_reported.activity_row_id
            and measured.measure_code = populations_reported.measure_code
    where measured.people_count > coalesce(populations_reported.people_count, 0)
    group by
        measured.month_code,
        measured.region_pcode,
        measured.measure_code

),

-- Another gender has no cell in maxagegender_2021, so those people are in none of its groups.
ages_reported as (

    select
        month_code,
        region_pcode,
        {{ people_broken_down() }} as people_count,
        coalesce(girls_count, 0) + coalesce(boys_count, 0) + coalesce(women_count, 0) + coalesce(men_count, 0)
            as in_groups_count

    from pin_rows

),

without_age as (

    select
        month_code,
        region_pcode,
        sum(people_count - in_groups_count) as people_count

    from ages_reported
    where people_count > in_groups_count
    group by
        month_code,
        region_pcode

),

shares_missing as (

    select distinct
        cells.month_code,
        cells.region_pcode,
        cells.measure_code,
        sectors.sector_name_es,
        populations.population_name_es

    from {{ ref('int_sector_cells_shared') }} as cells
    inner join sectors
        on cells.sector_code = sectors.sector_code
    inner join {{ ref('dim_populations') }} as populations
        on cells.population_code = populations.population_code
    where cells.is_share_missing and cells.population_count > 0 and {{ touched('cells.month_code') }}

),

-- A missing share leaves nobody out: the sector's own ages are used instead, and the note says so.
without_share as (

    select
        month_code,
        region_pcode,
        measure_code,
        'Sin proporciones; se usan las edades reportadas en: ' || string_agg(
            sector_name_es || ' (' || population_name_es || ')', ', ' order by sector_name_es, population_name_es
        ) || '.' as method_note

    from shares_missing
    group by
        month_code,
        region_pcode,
        measure_code

),

unplaced as (

    select
        models.aggregation_model,
        without_population.*
    from without_population
    cross join (values ('maxsector_2022'), ('maxsector_reported')) as models (aggregation_model)

    union all

    select
        'maxsector_2022' as aggregation_model,
        month_code,
        region_pcode,
        measure_code,
        0 as people_count,
        method_note
    from without_share

    union all

    -- This model does not use the measure.
    select
        'maxagegender_2021' as aggregation_model,
        without_age.month_code,
        without_age.region_pcode,
        measures.measure_code,
        without_age.people_count,
        null as method_note
    from without_age
    cross join (values ('new'), ('total')) as measures (measure_code)

)

select
    aggregation_model,
    month_code,
    region_pcode,
    measure_code,
    cast(sum(people_count) as bigint) as people_count,
    string_agg(method_note, ' ' order by method_note) as method_note

from unplaced
group by
    aggregation_model,
    month_code,
    region_pcode,
    measure_code
