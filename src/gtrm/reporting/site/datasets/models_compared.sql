select
    month_code,
    region_pcode as scope_code,
    aggregation_model,
    measure_code,
    withheld_figures,
    people_reached_count,
    is_registered,
    method_note

from reporting.rpt_people_reached
