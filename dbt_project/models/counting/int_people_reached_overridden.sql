{#- docs/counting.md, "Which one is published", "Not submitted is not zero", "Figures corrected by hand". -#}
{% set figure_key = 'aggregation_model, month_code, region_pcode, measure_code' -%}
with

computed as (

    select * from {{ ref('int_people_reached') }}

),

places as (

    select * from {{ ref('int_region_months_judged') }}

),

registered as (

    select * from {{ ref('int_registered_models_resolved') }}

),

overrides as (

    select * from {{ ref('int_overrides_assigned') }}

),

-- Computed figures, registered figures that cannot be computed, and figures that are only corrected by hand.
figures as (

    select {{ figure_key }}
    from computed

    union

    select
        registered.aggregation_model,
        places.month_code,
        places.region_pcode,
        registered.measure_code
    from places
    inner join registered
        on
            places.month_code = registered.month_code
            and places.region_pcode = registered.region_pcode

    union

    select {{ figure_key }}
    from overrides

)

select
    figures.aggregation_model,
    figures.month_code,
    figures.region_pcode,
    figures.measure_code,
    computed.people_count as people_computed_count,
    computed.method_note,
    overrides.override_author,
    overrides.override_date,
    overrides.override_source,
    overrides.override_reason,
    overrides.override_note,
    coalesce(overrides.people_count, computed.people_count) as people_count,
    case
        when computed.people_count is null and places.reached_status = 'reported' then 'no_count'
        else places.reached_status
    end as reached_status,
    registered.aggregation_model is not null as is_registered,
    overrides.aggregation_model is not null as is_overridden

from figures
inner join places
    on
        figures.month_code = places.month_code
        and figures.region_pcode = places.region_pcode
left join computed
    on
        figures.aggregation_model = computed.aggregation_model
        and figures.month_code = computed.month_code
        and figures.region_pcode = computed.region_pcode
        and figures.measure_code = computed.measure_code
left join registered
    on
        figures.aggregation_model = registered.aggregation_model
        and figures.month_code = registered.month_code
        and figures.region_pcode = registered.region_pcode
        and figures.measure_code = registered.measure_code
left join overrides
    on
        figures.aggregation_model = overrides.aggregation_model
        and figures.month_code = overrides.month_code
        and figures.region_pcode = overrides.region_pcode
        and figures.measure_code = overrides.measure_code
        and overrides.population_code is null
