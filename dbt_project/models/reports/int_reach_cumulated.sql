with

reach as (

    select * from {{ ref('int_reach_registered') }}

),

-- A target is asked about in every landed month of its year; without a target, where there is reach.
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

-- Every month of the year up to this one, beside the model and measure of the last that has a figure.
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
