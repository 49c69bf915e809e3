select
    month_code,
    region_pcode as scope_code,
    aggregation_model,
    model_version,
    measure_code,
    status,
    withheld_figures,
    people_reached_count,
    people_computed_count,
    people_without_breakdown_count,
    is_outside_bounds,
    is_overridden,
    override_author,
    override_date,
    override_source,
    override_reason,
    method_note

from reporting.rpt_people_reached
where is_registered
