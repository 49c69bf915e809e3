-- Per file: received = accepted + quarantined + refused, and what counts is what the facts hold.
with

activity_rows as (

    select
        submission_id,
        count(*) as rows_count

    from {{ ref('fct_activities') }}
    group by submission_id

),

quarantined_rows as (

    select
        submission_id,
        count(*) as rows_count

    from {{ ref('fct_quarantined_rows') }}
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
where
    submissions.rows_received_count
    <> submissions.rows_accepted_count + submissions.rows_quarantined_count + submissions.rows_refused_count
    or submissions.rows_counted_count <> coalesce(activity_rows.rows_count, 0)
    or submissions.rows_quarantined_count <> coalesce(quarantined_rows.rows_count, 0)
    or submissions.rows_counted_count
    <> case when submissions.status = 'current' then submissions.rows_accepted_count else 0 end
