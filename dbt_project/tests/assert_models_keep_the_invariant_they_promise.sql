-- Per population, largest sector <= people reached <= sum of sectors: exactly, or within the rounding of the cells.
select
    breaches.month_code,
    breaches.region_pcode,
    breaches.aggregation_model,
    breaches.population_code,
    breaches.lower_bound_count,
    breaches.people_count,
    breaches.upper_bound_count

from {{ ref('rpt_invariant_breaches') }} as breaches
inner join {{ ref('dim_aggregation_models') }} as models
    on breaches.aggregation_model = models.aggregation_model
where models.invariant_type is not null and not breaches.is_rounding and not breaches.is_overridden
