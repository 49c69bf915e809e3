with

regions as (

    select
        month_code,
        region_pcode,
        cast(null as varchar) as population_code,
        cast(null as varchar) as subgroup_code,
        aggregation_model,
        measure_code,
        people_reached_count as people_count

    from {{ ref('rpt_people_reached') }}
    where is_registered and people_reached_count is not null

),

populations as (

    select
        month_code,
        region_pcode,
        population_code,
        cast(null as varchar) as subgroup_code,
        aggregation_model,
        measure_code,
        people_count

    from {{ ref('rpt_people_reached_by_population') }}
    where is_registered and people_count is not null

),

-- No model removes the overlap inside a subgroup: its sectors' persons are added, as the bulletin prints them.
subgroups as (

    select
        reach.month_code,
        reach.region_pcode,
        reach.population_code,
        reach.subgroup_code,
        'sum' as aggregation_model,
        regions.measure_code,
        sum(case when regions.measure_code = 'new' then reach.people_new_count else reach.people_total_count end)
            as people_count

    from {{ ref('rpt_subgroup_reach') }} as reach
    inner join regions
        on
            reach.month_code = regions.month_code
            and reach.region_pcode = regions.region_pcode
    group by grouping sets (
        (reach.month_code, reach.region_pcode, reach.subgroup_code, regions.measure_code, reach.population_code),
        (reach.month_code, reach.region_pcode, reach.subgroup_code, regions.measure_code)
    )

),

unioned as (

    select * from regions
    union all
    select * from populations
    union all
    select * from subgroups
    where people_count is not null

)

select
    {{ row_key(['month_code', 'region_pcode', 'population_code', 'subgroup_code']) }} as reach_key,
    month_code,
    region_pcode,
    population_code,
    subgroup_code,
    aggregation_model,
    measure_code,
    cast(people_count as bigint) as people_count,
    cast(substr(month_code, 1, 4) as integer) as year_number

from unioned
