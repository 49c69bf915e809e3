{#- docs/counting.md, `maxagegender_2021`. -#}
with

-- The definition uses only the age and sex columns, for any measure that they break down.
sector_ages as (

    select
        month_code,
        region_pcode,
        sector_code,
        age_sex_code,
        sum(people_count) as people_count

    from {{ ref('int_sector_ages') }}
    where age_sex_code in ('girls', 'boys', 'women', 'men')
    group by
        month_code,
        region_pcode,
        sector_code,
        age_sex_code

)

select
    month_code,
    region_pcode,
    age_sex_code,
    cast(max(people_count) as bigint) as people_count

from sector_ages
group by
    month_code,
    region_pcode,
    age_sex_code
