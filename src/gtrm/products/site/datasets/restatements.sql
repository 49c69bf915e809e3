select
    month_code,
    from_release_id,
    to_release_id,
    report_name,
    region_pcode as scope_code,
    keys,
    figure_name,
    withheld_figures,
    from_value,
    to_value,
    change,
    cause_type,
    cause_note

from reporting.rpt_restatements
