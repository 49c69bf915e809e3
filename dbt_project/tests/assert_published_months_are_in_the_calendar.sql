-- No published month lies outside dim_months, and every accepted row is in the flat table.
with

published as (

    select month_code from {{ ref('rpt_subgroup_reach') }}
    union
    select month_code from {{ ref('rpt_people_reached') }}
    union
    select month_code from {{ ref('rpt_people_reached_cumulated') }}
    union
    select month_code from {{ ref('rpt_activities_flat') }}
    union
    select month_code from {{ ref('rpt_submission_status') }}
    union
    select month_code from {{ ref('rpt_data_quality') }}

)

select published.month_code
from published
left join {{ ref('dim_months') }} as months
    on published.month_code = months.month_code
where months.month_code is null

union all

select activities.month_code
from {{ ref('fct_activities') }} as activities
left join {{ ref('rpt_activities_flat') }} as flat
    on activities.activity_row_id = flat.activity_row_id
where flat.activity_row_id is null and {{ touched('activities.cycle_month') }}
