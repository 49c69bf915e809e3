with

gaps as (

    select distinct
        cells.month_code,
        cells.region_pcode,
        cells.measure_code,
        sectors.sector_name_es,
        populations.population_name_es

    from {{ ref('int_sector_cells_shared') }} as cells
    inner join {{ ref('dim_sectors') }} as sectors
        on cells.sector_code = sectors.sector_code
    inner join {{ ref('dim_populations') }} as populations
        on cells.population_code = populations.population_code
    where cells.is_share_missing and cells.population_count > 0

)

select
    month_code,
    region_pcode,
    measure_code,
    string_agg(
        sector_name_es || ' (' || population_name_es || ')', ', '
        order by sector_name_es, population_name_es
    ) as sector_names

from gaps
group by
    month_code,
    region_pcode,
    measure_code
