with

population_gaps as (

    select * from {{ ref('int_population_gaps_named') }}

),

age_gaps as (

    select * from {{ ref('int_age_gaps_counted') }}

)

select
    models.aggregation_model,
    population_gaps.month_code,
    population_gaps.region_pcode,
    population_gaps.measure_code,
    population_gaps.people_count

from population_gaps
cross join (values ('maxsector_2022'), ('maxsector_reported')) as models (aggregation_model)

union all

-- It does not look at the measure.
select
    'maxagegender_2021' as aggregation_model,
    age_gaps.month_code,
    age_gaps.region_pcode,
    measures.measure_code,
    age_gaps.people_count

from age_gaps
cross join (values ('new'), ('total')) as measures (measure_code)
