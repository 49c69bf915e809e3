with

submissions as (

    select
        *,
        min(case when reading_status <> 'refused' then received_at end)
            over (partition by cycle_month, file_name) as first_received_at

    from {{ ref('int_submissions_ranked') }}

),

named as (

    select
        submission_id,
        organisation_code
    from {{ ref('int_activities_judged') }}

    union

    select
        submission_id,
        organisation_code
    from submissions

)

-- A correction sent after the deadline does not make a workbook late: its first version counts.
select
    submissions.cycle_month,
    named.organisation_code,
    min(case when submissions.status = 'current' then submissions.first_received_at end) as rows_received_at,
    min(case when submissions.status = 'nothing_to_report' then submissions.first_received_at end)
        as nothing_received_at

from submissions
inner join named
    on submissions.submission_id = named.submission_id
where submissions.is_current and named.organisation_code is not null
group by
    submissions.cycle_month,
    named.organisation_code
