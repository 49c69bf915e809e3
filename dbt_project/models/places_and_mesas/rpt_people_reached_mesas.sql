{#- docs/counting.md, "Mesas and the country". -#}
with

places as (

    select * from {{ ref('bridge_mesas_regions') }}

),

months as (

    select * from {{ ref('dim_months') }}

),

counted_months as (

    select distinct month_code
    from {{ ref('int_region_months_judged') }}

),

-- A month is reported after its end, so a region belongs to the mesa of the last day.
dated as (

    select distinct
        months.month_code,
        places.mesa_code,
        places.region_pcode,
        months.is_landed

    from counted_months
    inner join months
        on counted_months.month_code = months.month_code
    inner join places
        on
            last_day(months.month_start_date) >= places.valid_from_date
            and last_day(months.month_start_date) <= coalesce(places.valid_to_date, cast('9999-12-31' as date))

),

members as (

    select
        *,
        count(*) over (partition by month_code, mesa_code) as regions_count

    from dated

),

people as (

    select * from {{ ref('rpt_people_reached') }}

),

registered as (

    select * from {{ ref('int_registered_models_resolved') }}

),

figures as (

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

    -- A region that has never reported has no row, but it is missing in the figure of its mesa.
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

),

mesas as (

    select * from {{ ref('dim_mesas') }}

),

models as (

    select * from {{ ref('dim_aggregation_models') }}

),

summed as (

    select
        month_code,
        mesa_code,
        aggregation_model,
        measure_code,
        regions_count,
        sum(people_reached_count) as people_reached_count,
        sum(people_computed_count) as people_computed_count,
        count(people_reached_count) as regions_reported_count,
        sum(case when is_registered then 1 else 0 end) as regions_registered_count,
        min(status) as first_status,
        max(status) as last_status,
        {{ marks_of_regions() | indent(4) }},
        string_agg(override_note, ' ' order by region_pcode) as override_note

    from figures
    group by
        month_code,
        mesa_code,
        aggregation_model,
        measure_code,
        regions_count

)

select
    summed.month_code,
    summed.mesa_code,
    mesas.mesa_name_es as mesa_name,
    summed.aggregation_model,
    models.model_version,
    summed.measure_code,
    cast(summed.people_reached_count as bigint) as people_reached_count,
    cast(summed.people_computed_count as bigint) as people_computed_count,
    summed.regions_count,
    summed.regions_reported_count,
    {{ status_of_regions('summed') }} as status,
    summed.regions_registered_count = summed.regions_count as is_registered,
    summed.override_note is not null as is_overridden,
    summed.override_note,
    summed.people_without_breakdown_count,
    summed.lower_bound_count,
    summed.upper_bound_count,
    summed.is_outside_bounds,
    summed.bounds_note

from summed
inner join mesas
    on summed.mesa_code = mesas.mesa_code
inner join models
    on summed.aggregation_model = models.aggregation_model
