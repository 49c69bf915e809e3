with

by_sectors as (

    select * from {{ ref('int_people_reached_by_sectors') }}

),

by_age_sex as (

    select * from {{ ref('int_people_reached_by_age_sex') }}

),

gaps as (

    select * from {{ ref('int_cell_gaps_noted') }}

),

-- maxagegender has a row wherever there are Pin rows; its count stays null where no ages were reported.
by_ages as (

    select
        'maxagegender_2021' as aggregation_model,
        places.month_code,
        places.region_pcode,
        places.measure_code,
        sum(by_age_sex.people_count) as people_count,
        'No mira la medida (mismo valor en nuevos y total): usa solo edad y sexo; no cuenta "otro sexo".'
            as method_note

    from by_sectors as places
    left join by_age_sex
        on
            places.month_code = by_age_sex.month_code
            and places.region_pcode = by_age_sex.region_pcode
            and places.measure_code = by_age_sex.measure_code
            and by_age_sex.aggregation_model = 'maxagegender_2021'
    where places.aggregation_model = 'sum'
    group by
        places.month_code,
        places.region_pcode,
        places.measure_code

),

by_cells as (

    select
        by_age_sex.aggregation_model,
        by_age_sex.month_code,
        by_age_sex.region_pcode,
        by_age_sex.measure_code,
        sum(by_age_sex.people_count) as people_count,
        max(gaps.method_note) as method_note

    from by_age_sex
    left join gaps
        on
            by_age_sex.aggregation_model = gaps.aggregation_model
            and by_age_sex.month_code = gaps.month_code
            and by_age_sex.region_pcode = gaps.region_pcode
            and by_age_sex.measure_code = gaps.measure_code
    where by_age_sex.aggregation_model in ('maxsector_2022', 'maxsector_reported')
    group by
        by_age_sex.aggregation_model,
        by_age_sex.month_code,
        by_age_sex.region_pcode,
        by_age_sex.measure_code

),

unioned as (

    select * from by_sectors
    union all
    select * from by_ages
    union all
    select * from by_cells

)

select
    aggregation_model,
    month_code,
    region_pcode,
    measure_code,
    cast(people_count as bigint) as people_count,
    method_note

from unioned
