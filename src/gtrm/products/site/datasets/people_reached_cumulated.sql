select
    month_code,
    region_pcode as scope_code,
    aggregation_model,
    first_month_code,
    withheld_figures,
    people_reached_cumulated_count,
    people_without_breakdown_cumulated_count,
    months_outside_bounds_count,
    months_counted_count

from reporting.rpt_people_reached_cumulated
where measure_code = 'new'
