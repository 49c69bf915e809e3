-- From the landing: a row counts if and only if it has no critical finding (except waived ones), no finding of its
-- file holds it, and its part is not superseded.
with

expected as (

    select
        activities.submission_id,
        activities.sheet_name,
        activities.source_row

    from {{ source('gtrm_5w', 'activities') }} as activities
    where
        activities.held_by_rule_id is null
        and not exists (
            select 1
            from {{ source('gtrm_5w', 'findings') }} as findings
            where
                findings.submission_id = activities.submission_id
                and findings.sheet_name = activities.sheet_name
                and findings.source_row = activities.source_row
                and findings.severity = 'critical'
                and not exists (
                    select 1
                    from {{ source('gtrm_5w', 'waived') }} as waived
                    where
                        waived.submission_id = findings.submission_id
                        and waived.sheet_name = findings.sheet_name
                        and waived.source_row = findings.source_row
                        and waived.rule_id = findings.rule_id
                        and waived.field_name is not distinct from findings.field_name
                        and waived.reported_value is not distinct from findings.reported_value
                )
        )
        and not exists (
            select 1
            from {{ source('gtrm_5w', 'parts') }} as parts
            where
                parts.submission_id = activities.submission_id
                and parts.organisation_code is not distinct from activities.organisation_code
                and parts.month_code is not distinct from activities.month_code
                and parts.superseded_by_submission_id is not null
        )

),

counted as (

    select * from {{ ref('fct_activities') }}
    where {{ touched('cycle_month') }}

)

select
    coalesce(expected.submission_id, counted.submission_id) as submission_id,
    coalesce(expected.source_row, counted.source_row) as source_row,
    counted.activity_row_id is not null as is_counted

from expected
full outer join counted
    on
        expected.submission_id = counted.submission_id
        and expected.sheet_name = counted.sheet_name
        and expected.source_row = counted.source_row
where expected.submission_id is null or counted.submission_id is null
