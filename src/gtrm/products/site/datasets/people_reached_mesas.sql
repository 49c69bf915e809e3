select
    month_code,
    mesa_code,
    aggregation_model,
    model_version,
    measure_code,
    status,
    withheld_figures,
    people_reached_count,
    people_without_breakdown_count,
    is_outside_bounds,
    regions_count,
    regions_reported_count,
    is_overridden

from reporting.rpt_people_reached_mesas
where is_registered
