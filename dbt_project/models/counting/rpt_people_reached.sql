with

people as (

    select * from {{ ref('int_people_reached_judged') }}

),

breakdowns as (

    select
        aggregation_model,
        month_code,
        region_pcode,
        measure_code,
        sum(people_count) as breakdown_count

    from {{ ref('int_populations_overridden') }}
    group by
        aggregation_model,
        month_code,
        region_pcode,
        measure_code

),

regions as (

    select * from {{ ref('dim_regions') }}

),

models as (

    select * from {{ ref('dim_aggregation_models') }}

)

select
    people.month_code,
    people.region_pcode,
    regions.region_name,
    people.aggregation_model,
    people.measure_code,
    people.people_count as people_reached_count,
    cast(breakdowns.breakdown_count as bigint) as breakdown_count,
    people.is_registered,
    people.method_note,
    people.reached_status as status,
    models.model_version,
    people.people_computed_count,
    people.is_overridden,
    people.override_author,
    people.override_date,
    people.override_source,
    people.override_reason,
    people.override_note,
    people.people_without_breakdown_count,
    people.lower_bound_count,
    people.upper_bound_count,
    people.is_outside_bounds,
    people.bounds_note

from people
inner join regions
    on people.region_pcode = regions.pcode
inner join models
    on people.aggregation_model = models.aggregation_model
left join breakdowns
    on
        people.aggregation_model = breakdowns.aggregation_model
        and people.month_code = breakdowns.month_code
        and people.region_pcode = breakdowns.region_pcode
        and people.measure_code = breakdowns.measure_code
