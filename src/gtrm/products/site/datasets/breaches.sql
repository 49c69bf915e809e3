select
    month_code,
    region_pcode as scope_code,
    aggregation_model,
    measure_code,
    population_code,
    withheld_figures,
    lower_bound_count,
    people_count,
    upper_bound_count,
    breach_code

from reporting.rpt_invariant_breaches
