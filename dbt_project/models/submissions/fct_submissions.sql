with

submissions as (

    select * from {{ ref('int_submissions_judged') }}

),

landed_rows as (

    select
        submission_id,
        sum(case when is_accepted then 1 else 0 end) as accepted_count,
        sum(case when is_accepted then 0 else 1 end) as quarantined_count,
        sum(case when is_accepted and is_current then 1 else 0 end) as counted_count

    from {{ ref('int_activities_judged') }}
    group by submission_id

),

-- The newest submission that replaced one of its parts.
corrections as (

    select
        parts.submission_id,
        max(later.received_at) as corrected_at

    from {{ ref('int_parts_decided') }} as parts
    inner join submissions as later
        on parts.superseded_by_submission_id = later.submission_id
    where not parts.is_held
    group by parts.submission_id

),

findings as (

    select
        submission_id,
        sum(case when severity = 'critical' and not is_waived then 1 else 0 end) as critical_count,
        sum(case when severity = 'warning' and not is_waived then 1 else 0 end) as warning_count,
        sum(case when severity = 'info' and not is_waived then 1 else 0 end) as info_count,
        sum(case when is_waived then 1 else 0 end) as waived_count

    from {{ ref('int_findings_decided') }}
    group by submission_id

)

select
    submissions.submission_id,
    submissions.cycle_month,
    submissions.file_name,
    submissions.organisation_code,
    submissions.version_number,
    submissions.received_at,
    {{ month_in_lima('submissions.received_at') }} as received_month_code,
    {{ month_in_lima('corrections.corrected_at') }} as corrected_month_code,
    submissions.status,
    submissions.is_current,
    submissions.superseded_by_submission_id,
    submissions.rows_received_count,
    cast(coalesce(landed_rows.accepted_count, 0) as bigint) as rows_accepted_count,
    cast(coalesce(landed_rows.quarantined_count, 0) as bigint) as rows_quarantined_count,
    cast(coalesce(landed_rows.counted_count, 0) as bigint) as rows_counted_count,
    cast(coalesce(findings.critical_count, 0) as bigint) as findings_critical_count,
    cast(coalesce(findings.warning_count, 0) as bigint) as findings_warning_count,
    cast(coalesce(findings.info_count, 0) as bigint) as findings_info_count,
    cast(coalesce(findings.waived_count, 0) as bigint) as findings_waived_count,
    case when submissions.status = 'refused' then submissions.rows_received_count else 0 end as rows_refused_count

from submissions
left join landed_rows
    on submissions.submission_id = landed_rows.submission_id
left join corrections
    on submissions.submission_id = corrections.submission_id
left join findings
    on submissions.submission_id = findings.submission_id
