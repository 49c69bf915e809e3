with

reach as (

    select * from {{ ref('fct_reach_by_population') }}
    where indicator_type = 'pin' and subgroup_code is not null and {{ touched() }}

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

    -- A blank population in a row with filled ones means none: 0, not unknown.
    select
        month_code,
        region_pcode,
        subgroup_code,
        max(case when measure_code = 'total' then 0 end) as total_if_blank_count,
        max(case when measure_code = 'new' then 0 end) as new_if_blank_count

    from reach
    group by
        month_code,
        region_pcode,
        subgroup_code

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
    cast(coalesce(summed.people_total_count, groups.total_if_blank_count) as bigint) as people_total_count,
    cast(coalesce(summed.people_new_count, groups.new_if_blank_count) as bigint) as people_new_count

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
