with

findings as (

    select * from {{ ref('stg_gtrm_5w__findings') }}

),

submissions as (

    select * from {{ ref('int_submissions_judged') }}

),

activities as (

    select * from {{ ref('int_activities_judged') }}

)

select
    findings.finding_id,
    findings.submission_id,
    activities.activity_row_id,
    findings.cycle_month,
    submissions.status as submission_status,
    findings.rule_id,
    findings.rule_alias,
    findings.severity,
    findings.scope,
    findings.file_name,
    findings.sheet_name,
    findings.source_row,
    findings.field_name,
    findings.column_name,
    findings.reported_value,
    findings.title_es,
    findings.title_en,
    findings.hint_es,
    findings.hint_en,
    coalesce(activities.organisation_code, submissions.organisation_code) as organisation_code,
    coalesce(activities.is_current, submissions.is_current) as is_current

from findings
inner join submissions
    on findings.submission_id = submissions.submission_id
left join activities
    on
        findings.submission_id = activities.submission_id
        and findings.source_row = activities.source_row
