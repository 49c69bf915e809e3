-- A month without a list of expected organisations: every one that reported is counted.
with

statuses as (

    select
        *,
        is_expected or not bool_or(is_expected) over (partition by month_code) as is_counted,
        status in ('received', 'late', 'nothing_to_report') as is_reported

    from reporting.rpt_submission_status

)

select
    month_code,
    count(*) filter (where is_expected) as expected_count,
    count(*) filter (where is_reported) as all_reported_count,
    count(*) filter (where is_counted and is_reported) as reported_count,
    count(*) filter (where is_counted and status = 'received') as received_count,
    count(*) filter (where is_counted and status = 'late') as late_count,
    count(*) filter (where is_counted and status = 'nothing_to_report') as nothing_count,
    count(*) filter (where is_counted and status = 'missing') as missing_count,
    count(*) filter (where is_counted and status = 'expected') as pending_count,
    count(*) filter (where not is_counted) as unexpected_count,
    max(deadline_date) as deadline_date

from statuses
group by month_code
