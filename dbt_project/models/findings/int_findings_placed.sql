with

findings as (

    select * from {{ ref('int_findings_decided') }}
    where {{ touched('cycle_month') }}

),

submissions as (

    select * from {{ ref('int_submissions_judged') }}

),

activities as (

    select * from {{ ref('int_activities_judged') }}
    where {{ touched('cycle_month') }}

),

parts as (

    select * from {{ ref('int_parts_decided') }}

),

-- A refused file has no parts: what corrects it is the next version of the same name.
next_versions as (

    select
        submission_id,
        lead(submission_id) over (
            partition by cycle_month, file_name order by version_number
        ) as next_submission_id

    from submissions

)

-- Rows carry no id from one version to the next: the same defect is the same rule and field on the same work.
select
    {% for column in [
        'finding_id', 'submission_id', 'cycle_month', 'rule_id', 'rule_alias', 'severity', 'scope', 'file_name',
        'sheet_name', 'source_row', 'field_name', 'column_name', 'reported_value', 'suggested_value',
        'rows_affected_count', 'related_submission_id', 'related_sheet_name', 'related_source_row', 'title_es',
        'title_en', 'hint_es', 'hint_en', 'is_waived', 'waived_by', 'waived_on_date', 'waiver_reason',
        'waived_to_month'
    ] -%}
    findings.{{ column }},
    {% endfor -%}
    activities.activity_row_id,
    activities.region_pcode,
    submissions.status as submission_status,
    submissions.version_number,
    submissions.received_at as known_at,
    coalesce(activities.organisation_code, submissions.organisation_code) as organisation_code,
    coalesce(activities.is_current, submissions.is_current, findings.submission_id is null) as is_current,
    case
        when parts.is_held then null
        when parts.is_placed then parts.superseded_by_submission_id
        when submissions.status = 'refused' then next_versions.next_submission_id
        when submissions.status = 'superseded' then submissions.superseded_by_submission_id
    end as superseded_by_submission_id,
    {{ row_key([
        'findings.rule_id', 'findings.field_name', 'activities.organisation_code', 'activities.month_code',
        'activities.region_pcode', 'activities.province_pcode', 'activities.district_pcode',
        'activities.sector_code', 'activities.indicator_code', 'activities.activity_code',
        'activities.implementing_organisation_code'
    ]) }} as defect_key

from findings
left join submissions
    on findings.submission_id = submissions.submission_id
left join activities
    on
        findings.submission_id = activities.submission_id
        and findings.sheet_name is not distinct from activities.sheet_name
        and findings.source_row = activities.source_row
left join parts
    on activities.part_id = parts.part_id
left join next_versions
    on findings.submission_id = next_versions.submission_id
