with

people as (

    select * from {{ ref('int_people_reached_by_population') }}

),

totals as (

    select * from {{ ref('rpt_people_reached') }}

),

populations as (

    select * from {{ ref('dim_populations') }}

)

select
    people.month_code,
    people.region_pcode,
    totals.region_name,
    people.aggregation_model,
    people.measure_code,
    people.population_code,
    populations.population_name_es as population_name,
    people.people_count,
    totals.is_registered,
    totals.model_version,
    people.people_computed_count,
    people.is_overridden,
    people.override_author,
    people.override_date,
    people.override_source,
    people.override_reason,
    people.override_note

from people
inner join totals
    on
        people.month_code = totals.month_code
        and people.region_pcode = totals.region_pcode
        and people.aggregation_model = totals.aggregation_model
        and people.measure_code = totals.measure_code
inner join populations
    on people.population_code = populations.population_code
