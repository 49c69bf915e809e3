select
    month_code,
    'PE' as scope_code,
    aggregation_model,
    model_version,
    measure_code,
    status,
    withheld_figures,
    people_regions_count,
    people_nationwide_count,
    people_regions_without_breakdown_count,
    people_nationwide_without_breakdown_count,
    is_outside_bounds,
    regions_reported_count,
    regions_count,
    is_overridden

from reporting.rpt_people_reached_country
where is_registered
