with

people as (

    select * from {{ ref('int_people_reached_by_age_sex') }}

),

totals as (

    select * from {{ ref('rpt_people_reached') }}

),

age_sexes as (

    select * from {{ ref('dim_age_sexes') }}

)

select
    people.month_code,
    people.region_pcode,
    totals.region_name,
    people.aggregation_model,
    people.measure_code,
    people.age_sex_code,
    age_sexes.age_sex_name_es as age_sex_name,
    people.people_count,
    totals.is_registered,
    totals.model_version

from people
inner join totals
    on
        people.month_code = totals.month_code
        and people.region_pcode = totals.region_pcode
        and people.aggregation_model = totals.aggregation_model
        and people.measure_code = totals.measure_code
inner join age_sexes
    on people.age_sex_code = age_sexes.age_sex_code
