select
    month_code,
    count(*) filter (where is_expected) as expected_count,
    count(*) filter (where is_expected and status in ('received', 'late', 'nothing_to_report')) as reported_count,
    count(*) filter (where is_expected and status = 'received') as received_count,
    count(*) filter (where is_expected and status = 'late') as late_count,
    count(*) filter (where is_expected and status = 'nothing_to_report') as nothing_count,
    count(*) filter (where is_expected and status = 'missing') as missing_count,
    count(*) filter (where is_expected and status = 'expected') as pending_count,
    count(*) filter (where not is_expected) as unexpected_count,
    max(deadline_date) as deadline_date

from reporting.rpt_submission_status
group by month_code
