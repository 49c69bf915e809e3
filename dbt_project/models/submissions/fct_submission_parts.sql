with

parts as (

    select * from {{ ref('int_parts_decided') }}

),

submissions as (

    select * from {{ ref('int_submissions_judged') }}

),

landed_rows as (

    select
        part_id,
        count(*) as received_count,
        sum(case when is_accepted then 0 else 1 end) as quarantined_count,
        sum(case when is_accepted and is_current then 1 else 0 end) as counted_count

    from {{ ref('int_activities_judged') }}
    group by part_id

)

select
    ---------- ids
    parts.part_id,
    parts.submission_id,
    submissions.cycle_month,
    parts.organisation_code,
    parts.month_code,

    ---------- decision
    parts.decision_code,
    parts.supersedes_submission_id,
    parts.superseded_by_submission_id,
    parts.decided_by,
    parts.reason_es,
    parts.reason_en,
    parts.overlap_share,

    ---------- what counts
    cast(coalesce(landed_rows.received_count, 0) as bigint) as rows_received_count,
    cast(coalesce(landed_rows.quarantined_count, 0) as bigint) as rows_quarantined_count,
    cast(coalesce(landed_rows.counted_count, 0) as bigint) as rows_counted_count,
    submissions.is_current and not parts.is_superseded as is_current

from parts
inner join submissions
    on parts.submission_id = submissions.submission_id
left join landed_rows
    on parts.part_id = landed_rows.part_id
