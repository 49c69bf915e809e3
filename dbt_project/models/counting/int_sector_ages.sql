{#- docs/counting.md, "What all models share": the sums of each age and sex group, per sector. -#}
with

reach as (

    select * from {{ ref('fct_reach_by_age_sex') }}

)

select
    month_code,
    region_pcode,
    measure_code,
    sector_code,
    age_sex_code,
    cast(sum(people_count) as bigint) as people_count

from reach
where indicator_type = 'pin' and {{ touched() }}
group by
    month_code,
    region_pcode,
    measure_code,
    sector_code,
    age_sex_code
