{#- docs/counting.md, "Whom a figure lacks, and whether it can be right". -#}
with

people as (

    select * from {{ ref('int_people_reached_overridden') }}

),

unplaced as (

    select * from {{ ref('int_people_unplaced') }}

),

models as (

    select * from {{ ref('dim_aggregation_models') }}

),

-- Lower and upper bound of people reached, by the measure, independent of its breakdowns.
bounds as (

    select
        month_code,
        region_pcode,
        measure_code,
        cast(coalesce(sum(people_count), 0) as bigint) as upper_bound_count,
        coalesce(max(people_count), 0) as lower_bound_count

    from {{ ref('int_sector_reach') }}
    group by
        month_code,
        region_pcode,
        measure_code

),

rounded as (

    select
        month_code,
        region_pcode,
        measure_code,
        cast(sum(rounded_upper_bound_count - upper_bound_count) as bigint) as rounding_count

    from {{ ref('int_populations_bounded') }}
    group by
        month_code,
        region_pcode,
        measure_code

),

-- If a registered figure cannot be computed, its rows' people are not in it; without accepted rows nobody is missing.
held_against as (

    select
        people.* exclude (method_note),
        bounds.lower_bound_count,
        bounds.upper_bound_count,
        models.has_populations,
        models.model_version,
        coalesce(people.method_note, unplaced.method_note) as method_note,
        case when models.invariant_type = 'rounding' then coalesce(rounded.rounding_count, 0) else 0 end
            as rounding_count,
        case when bounds.month_code is not null then coalesce(unplaced.people_count, 0) end
            as people_without_breakdown_count

    from people
    inner join models
        on people.aggregation_model = models.aggregation_model
    left join unplaced
        on
            people.aggregation_model = unplaced.aggregation_model
            and people.month_code = unplaced.month_code
            and people.region_pcode = unplaced.region_pcode
            and people.measure_code = unplaced.measure_code
    left join bounds
        on
            people.month_code = bounds.month_code
            and people.region_pcode = bounds.region_pcode
            and people.measure_code = bounds.measure_code
    left join rounded
        on
            bounds.month_code = rounded.month_code
            and bounds.region_pcode = rounded.region_pcode
            and bounds.measure_code = rounded.measure_code

),

judged as (

    select
        *,
        coalesce(people_count < lower_bound_count - rounding_count, false) as is_below,
        coalesce(people_count > upper_bound_count + rounding_count, false) as is_above

    from held_against

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

regions as (

    select * from {{ ref('dim_regions') }}

)

select
    judged.month_code,
    judged.region_pcode,
    regions.region_name,
    judged.aggregation_model,
    judged.measure_code,
    judged.people_count as people_reached_count,
    cast(breakdowns.breakdown_count as bigint) as breakdown_count,
    judged.is_registered,
    judged.method_note,
    judged.reached_status as status,
    judged.model_version,
    judged.people_computed_count,
    judged.is_overridden,
    judged.override_author,
    judged.override_date,
    judged.override_source,
    judged.override_reason,
    judged.override_note,
    judged.people_without_breakdown_count,
    judged.lower_bound_count,
    judged.upper_bound_count,
    judged.is_below or judged.is_above as is_outside_bounds,
    {{ bounds_note('judged', 'regions') }} as bounds_note

from judged
inner join regions
    on judged.region_pcode = regions.pcode
left join breakdowns
    on
        judged.aggregation_model = breakdowns.aggregation_model
        and judged.month_code = breakdowns.month_code
        and judged.region_pcode = breakdowns.region_pcode
        and judged.measure_code = breakdowns.measure_code
