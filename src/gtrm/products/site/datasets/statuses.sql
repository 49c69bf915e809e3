select
    month_code,
    organisation_name,
    is_expected,
    status,
    received_at

from reporting.rpt_submission_status
