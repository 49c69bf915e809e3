{#- docs/counting.md, "Mesas and the country". -#}
with

people as (

    select * from {{ ref('rpt_people_reached') }}

),

-- Every region that should have a figure; nationwide rows are not a region.
regions as (

    select
        month_code,
        count(*) as regions_count

    from {{ ref('int_region_months_judged') }}
    where region_pcode <> 'PE00'
    group by month_code

),

registered as (

    select * from {{ ref('int_registered_models_resolved') }}
    where region_pcode = '*'

),

summed as (

    select
        month_code,
        aggregation_model,
        model_version,
        measure_code,
        sum(case when region_pcode <> 'PE00' then people_reached_count end) as people_regions_count,
        sum(case when region_pcode = 'PE00' then people_reached_count end) as people_nationwide_count,
        sum(people_reached_count) as people_reached_count,
        sum(people_computed_count) as people_computed_count,
        count(case when region_pcode <> 'PE00' then people_reached_count end) as regions_reported_count,
        min(case when region_pcode <> 'PE00' then status end) as first_status,
        max(case when region_pcode <> 'PE00' then status end) as last_status,
        sum(case when region_pcode <> 'PE00' then people_without_breakdown_count end)
            as people_regions_without_breakdown_count,
        sum(case when region_pcode = 'PE00' then people_without_breakdown_count end)
            as people_nationwide_without_breakdown_count,
        {{ marks_of_regions() | indent(4) }},
        string_agg(override_note, ' ' order by region_pcode) as override_note

    from people
    group by
        month_code,
        aggregation_model,
        model_version,
        measure_code

),

counted as (

    select
        summed.*,
        coalesce(regions.regions_count, 0) as regions_count

    from summed
    left join regions
        on summed.month_code = regions.month_code

)

select
    counted.month_code,
    'PER' as country_code,
    counted.aggregation_model,
    counted.model_version,
    counted.measure_code,
    cast(counted.people_regions_count as bigint) as people_regions_count,
    cast(counted.people_nationwide_count as bigint) as people_nationwide_count,
    cast(counted.people_reached_count as bigint) as people_reached_count,
    cast(counted.people_computed_count as bigint) as people_computed_count,
    counted.regions_count,
    counted.regions_reported_count,
    {{ status_of_regions('counted') }} as status,
    registered.aggregation_model is not null as is_registered,
    counted.override_note is not null as is_overridden,
    counted.override_note,
    counted.people_without_breakdown_count,
    cast(counted.people_regions_without_breakdown_count as bigint) as people_regions_without_breakdown_count,
    cast(counted.people_nationwide_without_breakdown_count as bigint) as people_nationwide_without_breakdown_count,
    counted.lower_bound_count,
    counted.upper_bound_count,
    counted.is_outside_bounds,
    counted.bounds_note

from counted
left join registered
    on
        counted.month_code = registered.month_code
        and counted.aggregation_model = registered.aggregation_model
        and counted.measure_code = registered.measure_code
