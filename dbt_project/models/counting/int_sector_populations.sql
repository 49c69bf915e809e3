{#- docs/counting.md, "What all models share": the sums of each population, per sector. -#}
with

reach as (

    select * from {{ ref('fct_reach_by_population') }}

)

select
    month_code,
    region_pcode,
    measure_code,
    sector_code,
    population_code,
    cast(sum(people_count) as bigint) as people_count

from reach
where indicator_type = 'pin' and {{ touched() }}
group by
    month_code,
    region_pcode,
    measure_code,
    sector_code,
    population_code
