select
    month_code,
    region_pcode as scope_code,
    aggregation_model,
    measure_code,
    withheld_figures,
    people_reached_count,
    is_outside_bounds,
    is_registered,
    method_note

from reporting.rpt_people_reached

union all

select
    month_code,
    'PE' as scope_code,
    aggregation_model,
    measure_code,
    if(contains(withheld_figures, 'people_regions_count'), 'people_reached_count', null) as withheld_figures,
    people_regions_count as people_reached_count,
    is_outside_bounds,
    is_registered,
    null as method_note

from reporting.rpt_people_reached_country
