{#- docs/counting.md, "The invariant". -#}
with

bounds as (

    select * from {{ ref('int_populations_bounded') }}

),

models as (

    select * from {{ ref('dim_aggregation_models') }}
    where has_populations

),

totals as (

    select * from {{ ref('rpt_people_reached') }}
    where status = 'reported'

),

people as (

    select * from {{ ref('rpt_people_reached_by_population') }}

),

-- A population that a model leaves out altogether counts as 0 here.
compared as (

    select
        bounds.*,
        totals.region_name,
        models.aggregation_model,
        models.model_version,
        models.invariant_type,
        totals.is_registered,
        coalesce(people.is_overridden, false) as is_overridden,
        coalesce(people.people_count, 0) as people_count

    from bounds
    inner join totals
        on
            bounds.month_code = totals.month_code
            and bounds.region_pcode = totals.region_pcode
            and bounds.measure_code = totals.measure_code
    inner join models
        on totals.aggregation_model = models.aggregation_model
    left join people
        on
            bounds.month_code = people.month_code
            and bounds.region_pcode = people.region_pcode
            and bounds.measure_code = people.measure_code
            and bounds.population_code = people.population_code
            and totals.aggregation_model = people.aggregation_model

)

select
    month_code,
    region_pcode,
    region_name,
    aggregation_model,
    model_version,
    measure_code,
    population_code,
    lower_bound_count,
    people_count,
    upper_bound_count,
    is_registered,
    is_overridden,
    case when people_count < lower_bound_count then 'below_largest_sector' else 'above_all_sectors' end as breach_code,
    coalesce(invariant_type, '') = 'rounding'
    and people_count between rounded_lower_bound_count and rounded_upper_bound_count as is_rounding

from compared
where people_count < lower_bound_count or people_count > upper_bound_count
