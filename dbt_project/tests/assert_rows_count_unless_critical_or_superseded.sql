-- From the landing itself: a row counts if and only if it has no critical finding and its part is not superseded.
with

expected as (

    select
        activities.submission_id,
        activities.source_row

    from {{ source('gtrm_5w', 'activities') }} as activities
    where
        not exists (
            select 1
            from {{ source('gtrm_5w', 'findings') }} as findings
            where
                findings.submission_id = activities.submission_id
                and findings.source_row = activities.source_row
                and findings.severity = 'critical'
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

)

select
    coalesce(expected.submission_id, counted.submission_id) as submission_id,
    coalesce(expected.source_row, counted.source_row) as source_row,
    counted.activity_row_id is not null as is_counted

from expected
full outer join {{ ref('fct_activities') }} as counted
    on
        expected.submission_id = counted.submission_id
        and expected.source_row = counted.source_row
where expected.submission_id is null or counted.submission_id is null
