with

activities as (

    select * from {{ ref('fct_activities') }}
    where output_quantity is not null and {{ touched() }}

),

catalogue as (

    select * from {{ ref('dim_activities') }}

)

select
    activities.activity_row_id,
    activities.version_number,
    activities.known_at,
    activities.month_code,
    activities.region_pcode,
    activities.organisation_code,
    activities.sector_code,
    activities.subgroup_code,
    activities.activity_code,
    activities.output_quantity as quantity,
    coalesce(catalogue.output_code, activities.activity_code, 'sin_catalogo') as output_code,
    coalesce(catalogue.published_name_es, activities.reported_activity, '(sin actividad)') as activity_name,
    coalesce(catalogue.published_unit_name, activities.reported_unit, '(sin unidad)') as unit_name

from activities
left join catalogue
    on activities.activity_code = catalogue.activity_code
