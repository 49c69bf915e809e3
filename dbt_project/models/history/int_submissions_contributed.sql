with

submissions as (

    select * from {{ ref('int_submissions_judged') }}

),

corrections as (

    select
        submission_id,
        max(case when decision_code = 'correction' then 1 else 0 end) = 1 as is_correction

    from {{ ref('int_parts_decided') }}
    group by submission_id

),

deadlines as (

    select * from {{ ref('stg_gtrm_config__deadlines') }}

),

landed_rows as (

    select
        submission_id,
        month_code,
        region_pcode,
        count(*) as rows_received_count,
        sum(case when is_accepted and is_current then 1 else 0 end) as rows_counted_count

    from {{ ref('int_activities_judged') }}
    group by
        submission_id,
        month_code,
        region_pcode

)

select
    {{ row_key(['submissions.submission_id', 'landed_rows.month_code', 'landed_rows.region_pcode']) }}
        as contribution_id,
    submissions.submission_id,
    submissions.cycle_month,
    submissions.file_name,
    submissions.received_at,
    landed_rows.region_pcode,
    -- A file without rows is about the month that it was sent for.
    case when landed_rows.submission_id is null then submissions.cycle_month else landed_rows.month_code end
        as month_code,
    coalesce(submissions.received_at >= deadlines.deadline_at, false) as is_late,
    coalesce(corrections.is_correction, false) as is_correction,
    cast(coalesce(landed_rows.rows_received_count, 0) as bigint) as rows_received_count,
    cast(coalesce(landed_rows.rows_counted_count, 0) as bigint) as rows_counted_count

from submissions
left join landed_rows
    on submissions.submission_id = landed_rows.submission_id
left join corrections
    on submissions.submission_id = corrections.submission_id
left join deadlines
    on submissions.cycle_month = deadlines.month_code
