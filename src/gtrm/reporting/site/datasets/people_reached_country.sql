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
    regions_reported_count,
    regions_count,
    is_overridden

from reporting.rpt_people_reached_country
where is_registered
