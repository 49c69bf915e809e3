{#- docs/counting.md, `sum`. -#}
with

sector_reach as (

    select * from {{ ref('int_sector_reach') }}

)

select
    month_code,
    region_pcode,
    measure_code,
    sector_code,
    sector_name_es,
    'counted' as sector_role,
    people_count

from sector_reach
