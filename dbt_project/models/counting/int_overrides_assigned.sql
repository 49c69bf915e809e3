{#- docs/counting.md, "Figures corrected by hand". -#}
with

overrides as (

    select * from {{ ref('stg_gtrm_config__overrides') }}

),

registered as (

    select * from {{ ref('int_registered_models_resolved') }}

),

regions as (

    select * from {{ ref('dim_regions') }}

),

populations as (

    select * from {{ ref('dim_populations') }}

)

-- A corrected figure replaces that of the model registered by the region, for the measure of the line.
select
    overrides.month_code,
    overrides.region_pcode,
    registered.aggregation_model,
    overrides.measure_code,
    overrides.population_code,
    overrides.people_count,
    overrides.override_author,
    overrides.override_date,
    overrides.override_source,
    overrides.override_reason,
    concat_ws(
        ', ', regions.region_name, overrides.month_code, populations.population_name_es, 'cifra corregida a mano: '
    )
    || overrides.override_reason || ' (' || overrides.override_source || '; ' || overrides.override_author || ', '
    || cast(overrides.override_date as varchar) || ').' as override_note

from overrides
inner join registered
    on
        overrides.month_code = registered.month_code
        and overrides.region_pcode = registered.region_pcode
inner join regions
    on overrides.region_pcode = regions.pcode
left join populations
    on overrides.population_code = populations.population_code
