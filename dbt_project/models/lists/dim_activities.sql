with

activities as (

    select * from {{ ref('ref_activities') }}

),

outputs as (

    select * from {{ ref('ref_outputs') }}

)

select
    activities.activity_code,
    activities.activity_name_es,
    activities.activity_name_en,
    activities.indicator_code,
    activities.unit_name,
    activities.output_code,
    outputs.unit_name_en as published_unit_name_en,
    coalesce(outputs.output_name_es, activities.activity_name_es) as published_name_es,
    coalesce(outputs.output_name_en, activities.activity_name_en) as published_name_en,
    coalesce(outputs.unit_name_es, activities.unit_name) as published_unit_name

from activities
left join outputs
    on activities.output_code = outputs.output_code
