-- Per file: received = accepted + quarantined + refused, and what counts is what the facts and the file's parts hold.
with

activity_rows as (

    select
        submission_id,
        count(*) as rows_count

    from {{ ref('fct_activities') }}
    where {{ touched('cycle_month') }}
    group by submission_id

),

quarantined_rows as (

    select
        submission_id,
        count(*) as rows_count

    from {{ ref('fct_quarantined_rows') }}
    where {{ touched('cycle_month') }}
    group by submission_id

),

parts as (

    select
        submission_id,
        sum(rows_received_count) as received_count,
        sum(rows_quarantined_count) as quarantined_count,
        sum(rows_counted_count) as counted_count

    from {{ ref('fct_submission_parts') }}
    group by submission_id

)

select
    submissions.submission_id,
    submissions.file_name,
    submissions.rows_received_count,
    submissions.rows_accepted_count,
    submissions.rows_quarantined_count,
    submissions.rows_refused_count,
    submissions.rows_counted_count

from {{ ref('fct_submissions') }} as submissions
left join activity_rows
    on submissions.submission_id = activity_rows.submission_id
left join quarantined_rows
    on submissions.submission_id = quarantined_rows.submission_id
left join parts
    on submissions.submission_id = parts.submission_id
where
    {{ touched('submissions.cycle_month') }}
    and (
        submissions.rows_received_count
        <> submissions.rows_accepted_count + submissions.rows_quarantined_count + submissions.rows_refused_count
        or submissions.rows_counted_count <> coalesce(activity_rows.rows_count, 0)
        or submissions.rows_quarantined_count <> coalesce(quarantined_rows.rows_count, 0)
        or submissions.rows_received_count - submissions.rows_refused_count <> coalesce(parts.received_count, 0)
        or submissions.rows_quarantined_count <> coalesce(parts.quarantined_count, 0)
        or submissions.rows_counted_count <> coalesce(parts.counted_count, 0)
        or submissions.rows_counted_count > submissions.rows_accepted_count
        or (submissions.status = 'read' and submissions.rows_counted_count <> submissions.rows_accepted_count)
        or (not submissions.is_current and submissions.rows_counted_count <> 0)
    )
