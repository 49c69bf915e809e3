select
    month_code,
    region_pcode as scope_code,
    population_code,
    subgroup_code,
    numerator_code,
    status,
    people_targeted_count,
    people_in_need_count,
    coverage_share,
    replace(replace(withheld_figures, 'cumulated_count', 'count'), 'month_count', 'count') as withheld_figures,
    coalesce(people_reached_cumulated_count, people_reached_month_count) as people_reached_count

from reporting.rpt_coverage
where status <> 'no_target'
