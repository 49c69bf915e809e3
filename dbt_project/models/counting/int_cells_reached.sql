{#- docs/counting.md, `maxsector_2022` step 2 and `maxsector_reported` step 4: per cell, the largest sector. -#}
with

sector_cells as (

    select
        'maxsector_2022' as aggregation_model,
        month_code,
        region_pcode,
        measure_code,
        population_code,
        age_sex_code,
        people_count
    from {{ ref('int_sector_cells_shared') }}

    union all

    select
        'maxsector_reported' as aggregation_model,
        month_code,
        region_pcode,
        measure_code,
        population_code,
        age_sex_code,
        people_count
    from {{ ref('int_sector_cells_reported') }}

)

select
    aggregation_model,
    month_code,
    region_pcode,
    measure_code,
    population_code,
    age_sex_code,
    cast(max(people_count) as bigint) as people_count

from sector_cells
group by
    aggregation_model,
    month_code,
    region_pcode,
    measure_code,
    population_code,
    age_sex_code
