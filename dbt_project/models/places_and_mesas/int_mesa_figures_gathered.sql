with

members as (

    select * from {{ ref('int_mesa_regions_dated') }}

),

people as (

    select * from {{ ref('rpt_people_reached') }}

),

registered as (

    select * from {{ ref('int_registered_models_resolved') }}

)

select
    members.month_code,
    members.mesa_code,
    members.region_pcode,
    members.regions_count,
    people.aggregation_model,
    people.measure_code,
    people.people_reached_count,
    people.people_computed_count,
    people.status,
    people.is_registered,
    people.override_note,
    people.people_without_breakdown_count,
    people.lower_bound_count,
    people.upper_bound_count,
    people.is_outside_bounds,
    people.bounds_note

from members
inner join people
    on
        members.month_code = people.month_code
        and members.region_pcode = people.region_pcode

union all

-- A region that has never reported has no figure of its own, but its mesa lacks it all the same.
select
    members.month_code,
    members.mesa_code,
    members.region_pcode,
    members.regions_count,
    registered.aggregation_model,
    registered.measure_code,
    null as people_reached_count,
    null as people_computed_count,
    case when members.is_landed then 'not_submitted' else 'month_not_loaded' end as status,
    true as is_registered,
    null as override_note,
    null as people_without_breakdown_count,
    null as lower_bound_count,
    null as upper_bound_count,
    false as is_outside_bounds,
    null as bounds_note

from members
inner join registered
    on
        members.month_code = registered.month_code
        and members.region_pcode = registered.region_pcode
left join people
    on
        members.month_code = people.month_code
        and members.region_pcode = people.region_pcode
        and people.is_registered
where people.region_pcode is null
