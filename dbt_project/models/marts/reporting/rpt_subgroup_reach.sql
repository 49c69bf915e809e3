with

reach as (

    select * from {{ ref('fct_reach_by_population') }}
    where indicator_type = 'pin' and subgroup_code is not null

),

populations as (

    select * from {{ ref('dim_populations') }}

),

regions as (

    select * from {{ ref('dim_regions') }}

),

subgroups as (

    select * from {{ ref('dim_subgroups') }}

),

groups as (

    select distinct
        month_code,
        region_pcode,
        subgroup_code

    from reach

),

summed as (

    select
        month_code,
        region_pcode,
        subgroup_code,
        population_code,
        sum(case when measure_code = 'total' then people_count end) as people_total_count,
        sum(case when measure_code = 'new' then people_count end) as people_new_count

    from reach
    group by
        month_code,
        region_pcode,
        subgroup_code,
        population_code

)

select
    groups.month_code,
    groups.region_pcode,
    regions.region_name,
    groups.subgroup_code,
    subgroups.subgroup_name,
    populations.population_code,
    cast(summed.people_total_count as bigint) as people_total_count,
    cast(summed.people_new_count as bigint) as people_new_count

from groups
cross join populations
inner join regions
    on groups.region_pcode = regions.pcode
inner join subgroups
    on groups.subgroup_code = subgroups.subgroup_code
left join summed
    on
        groups.month_code = summed.month_code
        and groups.region_pcode = summed.region_pcode
        and groups.subgroup_code = summed.subgroup_code
        and populations.population_code = summed.population_code
