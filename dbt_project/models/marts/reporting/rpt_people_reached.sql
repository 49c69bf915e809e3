with

people as (

    select * from {{ ref('int_people_reached') }}

),

breakdowns as (

    select
        aggregation_model,
        month_code,
        region_pcode,
        measure_code,
        sum(people_count) as breakdown_count

    from {{ ref('int_people_reached_by_population') }}
    group by
        aggregation_model,
        month_code,
        region_pcode,
        measure_code

),

registered as (

    select * from {{ ref('int_registered_models_resolved') }}

),

regions as (

    select * from {{ ref('dim_regions') }}

)

select
    people.month_code,
    people.region_pcode,
    regions.region_name,
    people.aggregation_model,
    people.measure_code,
    people.people_count as people_reached_count,
    cast(breakdowns.breakdown_count as bigint) as breakdown_count,
    people.method_note,
    registered.aggregation_model is not null as is_registered

from people
inner join regions
    on people.region_pcode = regions.pcode
left join breakdowns
    on
        people.aggregation_model = breakdowns.aggregation_model
        and people.month_code = breakdowns.month_code
        and people.region_pcode = breakdowns.region_pcode
        and people.measure_code = breakdowns.measure_code
left join registered
    on
        people.aggregation_model = registered.aggregation_model
        and people.month_code = registered.month_code
        and people.region_pcode = registered.region_pcode
        and people.measure_code = registered.measure_code
