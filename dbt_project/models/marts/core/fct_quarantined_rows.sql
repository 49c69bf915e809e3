select
    activity_row_id,
    submission_id,
    submission_status,
    is_current,
    cycle_month,
    file_name,
    sheet_name,
    source_row,
    critical_rule_ids,
    critical_count,
    warning_count,
    organisation_code,
    month_code,
    region_pcode,
    sector_code,
    indicator_code,
    reported_organisation,
    reported_month,
    reported_place,
    reported_sector,
    reported_indicator,
    reported_activity,
    reported_figures,
    activity_description

from {{ ref('int_activities_judged') }}
where not is_accepted and {{ touched('cycle_month') }}
