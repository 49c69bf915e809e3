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

),

reach as (

    select
        *,
        cast(substr(month_code, 1, 4) as integer) as year_number

    from unioned

),

-- With a target there is a row for every landed month of its year; without one, only where people were reached.
places as (

    select
        months.month_code,
        targets.year_number,
        targets.region_pcode,
        targets.population_code,
        targets.subgroup_code

    from {{ ref('fct_targets') }} as targets
    inner join {{ ref('dim_months') }} as months
        on targets.year_number = months.year_number
    where months.is_landed

    union

    select
        month_code,
        year_number,
        region_pcode,
        population_code,
        subgroup_code

    from reach

),

-- Every month of the year up to this one, with the model and measure of the last month that has a figure.
reached as (

    select
        places.*,
        reach.month_code as reached_month_code,
        reach.people_count,
        reach.aggregation_model,
        reach.measure_code,
        first_value(reach.aggregation_model) over latest as latest_model,
        first_value(reach.measure_code) over latest as latest_measure_code

    from places
    left join reach
        on
            places.year_number = reach.year_number
            and places.month_code >= reach.month_code
            and places.region_pcode = reach.region_pcode
            and coalesce(places.population_code, '') = coalesce(reach.population_code, '')
            and coalesce(places.subgroup_code, '') = coalesce(reach.subgroup_code, '')
    window latest as (
        partition by places.month_code, places.region_pcode, places.population_code, places.subgroup_code
        order by reach.month_code desc nulls last
    )

),

-- New people are added over the months; a monthly total must not be, so only the month's own is used.
counted as (

    select
        *,
        aggregation_model = latest_model
        and measure_code = latest_measure_code
        and (measure_code = 'new' or reached_month_code = month_code) as is_counted

    from reached

)

select
    {{ row_key(['month_code', 'region_pcode', 'population_code', 'subgroup_code']) }} as reach_key,
    year_number,
    month_code,
    region_pcode,
    population_code,
    subgroup_code,
    latest_model as aggregation_model,
    latest_measure_code as measure_code,
    cast(sum(case when is_counted then people_count end) as bigint) as people_count,
    count(case when is_counted then people_count end) as months_counted_count

from counted
group by
    year_number,
    month_code,
    region_pcode,
    population_code,
    subgroup_code,
    latest_model,
    latest_measure_code
