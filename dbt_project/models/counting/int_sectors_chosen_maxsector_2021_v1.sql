{#- docs/counting.md, `maxsector_2021`. -#}
with

ranked as (

    select
        *,
        row_number() over (
            partition by month_code, region_pcode, measure_code
            order by people_count desc nulls last, sector_name_en asc
        ) as size_rank

    from {{ ref('int_sector_reach') }}

)

select
    month_code,
    region_pcode,
    measure_code,
    sector_code,
    sector_name_es,
    people_count,
    case when size_rank = 1 then 'counted' else 'overlapping' end as sector_role

from ranked
