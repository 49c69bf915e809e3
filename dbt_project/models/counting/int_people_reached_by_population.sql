with

by_sectors as (

    select
        chosen.aggregation_model,
        chosen.month_code,
        chosen.region_pcode,
        chosen.measure_code,
        populations.population_code,
        sum(populations.people_count) as people_count

    from {{ ref('int_sectors_chosen') }} as chosen
    inner join {{ ref('int_sector_populations') }} as populations
        on
            chosen.month_code = populations.month_code
            and chosen.region_pcode = populations.region_pcode
            and chosen.measure_code = populations.measure_code
            and chosen.sector_code = populations.sector_code
    where chosen.sector_role = 'counted'
    group by
        chosen.aggregation_model,
        chosen.month_code,
        chosen.region_pcode,
        chosen.measure_code,
        populations.population_code

),

by_cells as (

    select
        aggregation_model,
        month_code,
        region_pcode,
        measure_code,
        population_code,
        sum(people_count) as people_count

    from {{ ref('int_cells_reached') }}
    group by
        aggregation_model,
        month_code,
        region_pcode,
        measure_code,
        population_code

),

unioned as (

    select * from by_sectors
    union all
    select * from by_cells

)

select
    aggregation_model,
    month_code,
    region_pcode,
    measure_code,
    population_code,
    cast(people_count as bigint) as people_count

from unioned
