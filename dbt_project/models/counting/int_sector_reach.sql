{#- docs/counting.md, "What all models share": the base table, people per sector by the measure. -#}
with

{{ pin_rows_measured(['month_code', 'region_pcode', 'sector_code']) }},

sectors as (

    select * from {{ ref('dim_sectors') }}

)

select
    measured.month_code,
    measured.region_pcode,
    measured.measure_code,
    measured.sector_code,
    sectors.sector_name_en,
    sectors.sector_name_es,
    cast(sum(measured.people_count) as bigint) as people_count

from measured
inner join sectors
    on measured.sector_code = sectors.sector_code
group by
    measured.month_code,
    measured.region_pcode,
    measured.measure_code,
    measured.sector_code,
    sectors.sector_name_en,
    sectors.sector_name_es
