with

computed as (

    select * from {{ ref('int_people_reached_by_population') }}

),

overrides as (

    select * from {{ ref('int_overrides_assigned') }}
    where population_code is not null

)

select
    computed.people_count as people_computed_count,
    overrides.override_author,
    overrides.override_date,
    overrides.override_source,
    overrides.override_reason,
    overrides.override_note,
    coalesce(computed.aggregation_model, overrides.aggregation_model) as aggregation_model,
    coalesce(computed.month_code, overrides.month_code) as month_code,
    coalesce(computed.region_pcode, overrides.region_pcode) as region_pcode,
    coalesce(computed.measure_code, overrides.measure_code) as measure_code,
    coalesce(computed.population_code, overrides.population_code) as population_code,
    coalesce(overrides.people_count, computed.people_count) as people_count,
    overrides.aggregation_model is not null as is_overridden

from computed
full outer join overrides
    on
        computed.aggregation_model = overrides.aggregation_model
        and computed.month_code = overrides.month_code
        and computed.region_pcode = overrides.region_pcode
        and computed.measure_code = overrides.measure_code
        and computed.population_code = overrides.population_code
