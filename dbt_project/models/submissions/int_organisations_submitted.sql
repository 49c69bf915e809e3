with

submissions as (

    select * from {{ ref('int_submissions_judged') }}
    where status <> 'refused'

),

landed_months as (

    select distinct cycle_month
    from {{ ref('int_submissions_judged') }}

),

parts as (

    select
        submissions.submission_id,
        submissions.cycle_month,
        submissions.organisation_code as submission_organisation_code,
        submissions.reading_status,
        submissions.received_at,
        parts.organisation_code,
        parts.month_code,
        submissions.is_current and not coalesce(parts.is_superseded, false) as is_current

    from submissions
    left join {{ ref('int_parts_decided') }} as parts
        on submissions.submission_id = parts.submission_id

),

-- Rows state the month they report on: a late correction of September is no report on October. If none of an
-- organisation's months has a cycle, its rows count as a report on the cycle of their file, if they count.
placed as (

    select
        parts.*,
        case
            when landed_months.cycle_month is not null then landed_months.cycle_month
            when
                parts.is_current
                and max(landed_months.cycle_month)
                    over (partition by parts.submission_id, parts.organisation_code)
                is null
                then parts.cycle_month
        end as reported_month

    from parts
    left join landed_months
        on parts.month_code = landed_months.cycle_month

),

named as (

    select
        reported_month,
        organisation_code,
        reading_status,
        received_at,
        is_current
    from placed

    union all

    select
        reported_month,
        submission_organisation_code as organisation_code,
        reading_status,
        received_at,
        is_current
    from placed

)

-- A correction sent after the deadline makes nobody late: the first submission for the month decides.
select
    reported_month as month_code,
    organisation_code,
    min(received_at) as first_received_at,
    max(case when is_current and reading_status = 'read' then 1 else 0 end) = 0
    and max(case when is_current and reading_status = 'nothing_to_report' then 1 else 0 end) = 1
        as is_nothing_to_report

from named
where reported_month is not null and organisation_code is not null
group by
    reported_month,
    organisation_code
