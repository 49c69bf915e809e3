{#- Seven references: the codes of three dimensions are labelled here, for readers who join nothing. -#}
with

reached as (

    select * from {{ ref('int_reach_cumulated') }}

),

targets as (

    select * from {{ ref('fct_targets') }}

),

regions as (

    select * from {{ ref('dim_regions') }}

),

populations as (

    select * from {{ ref('dim_populations') }}

),

subgroups as (

    select * from {{ ref('dim_subgroups') }}

),

reports as (

    select
        month_code,
        region_pcode,
        status

    from {{ ref('rpt_people_reached') }}
    where is_registered

)

select
    reached.reach_key as coverage_id,
    reached.year_number,
    reached.month_code,
    reached.region_pcode,
    regions.region_name,
    reached.population_code,
    populations.population_name_es as population_name,
    reached.subgroup_code,
    subgroups.subgroup_name,
    reached.aggregation_model,
    reached.months_counted_count,
    models.model_version,
    targets.people_targeted_count,
    targets.people_in_need_count,
    cast(
        reached.people_count / cast(nullif(targets.people_targeted_count, 0) as decimal(18, 4)) as decimal(12, 4)
    ) as coverage_share,
    case reached.measure_code when 'new' then 'new_cumulated' when 'total' then 'total_of_month' end as numerator_code,
    case when reached.measure_code = 'new' then reached.people_count end as people_reached_cumulated_count,
    case when reached.measure_code = 'total' then reached.people_count end as people_reached_month_count,
    case
        when reached.people_count is null and reports.status = 'reported' then 'none_reported'
        when reached.people_count is null then coalesce(reports.status, 'not_submitted')
        when coalesce(targets.people_targeted_count, 0) = 0 then 'no_target'
        else 'reported'
    end as status

from reached
inner join regions
    on reached.region_pcode = regions.pcode
left join populations
    on reached.population_code = populations.population_code
left join subgroups
    on reached.subgroup_code = subgroups.subgroup_code
left join {{ ref('dim_aggregation_models') }} as models
    on reached.aggregation_model = models.aggregation_model
left join reports
    on
        reached.month_code = reports.month_code
        and reached.region_pcode = reports.region_pcode
left join targets
    on
        reached.year_number = targets.year_number
        and reached.region_pcode = targets.region_pcode
        and coalesce(reached.population_code, '') = coalesce(targets.population_code, '')
        and coalesce(reached.subgroup_code, '') = coalesce(targets.subgroup_code, '')
