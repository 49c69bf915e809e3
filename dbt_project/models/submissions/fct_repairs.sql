with

repairs as (

    select * from {{ ref('stg_gtrm_5w__repairs') }}
    where {{ touched('cycle_month') }}

),

activities as (

    select * from {{ ref('int_activities_judged') }}
    where {{ touched('cycle_month') }}

)

select
    repairs.repair_id,
    repairs.activity_row_id,
    repairs.submission_id,
    repairs.source_row,
    activities.cycle_month,
    activities.file_name,
    activities.sheet_name,
    activities.version_number,
    activities.known_at,
    activities.is_current,
    activities.month_code,
    activities.organisation_code,
    activities.region_pcode,
    activities.sector_code,
    repairs.field_name,
    repairs.reported_value,
    repairs.repaired_count,
    repairs.repair_code,
    repairs.title_es,
    repairs.title_en,
    repairs.decided_by,
    repairs.decided_on_date,
    repairs.reason

from repairs
inner join activities
    on repairs.activity_row_id = activities.activity_row_id
