with

by_sectors as (

    select
        chosen.aggregation_model,
        chosen.month_code,
        chosen.region_pcode,
        chosen.measure_code,
        ages.age_sex_code,
        sum(ages.people_count) as people_count

    from {{ ref('int_sectors_chosen') }} as chosen
    inner join {{ ref('int_sector_ages') }} as ages
        on
            chosen.month_code = ages.month_code
            and chosen.region_pcode = ages.region_pcode
            and chosen.measure_code = ages.measure_code
            and chosen.sector_code = ages.sector_code
    where chosen.sector_role = 'counted'
    group by
        chosen.aggregation_model,
        chosen.month_code,
        chosen.region_pcode,
        chosen.measure_code,
        ages.age_sex_code

),

by_ages as (

    select
        'maxagegender_2021' as aggregation_model,
        cells.month_code,
        cells.region_pcode,
        measures.measure_code,
        cells.age_sex_code,
        cells.people_count

    from {{ ref('int_age_sex_cells_maxagegender') }} as cells
    cross join (values ('new'), ('total')) as measures (measure_code)

),

by_cells as (

    select
        aggregation_model,
        month_code,
        region_pcode,
        measure_code,
        age_sex_code,
        sum(people_count) as people_count

    from {{ ref('int_cells_reached') }}
    group by
        aggregation_model,
        month_code,
        region_pcode,
        measure_code,
        age_sex_code

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
    age_sex_code,
    cast(people_count as bigint) as people_count

from unioned
