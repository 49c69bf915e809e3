with

indicators as (

    select * from {{ ref('ref_indicators') }}

),

sectors as (

    select * from {{ ref('ref_sectors') }}

)

select
    indicators.indicator_code,
    indicators.indicator_name_es,
    indicators.indicator_name_en,
    indicators.indicator_type,
    indicators.unit_name,
    indicators.sector_code,
    sectors.sector_name_es,
    sectors.sector_name_en

from indicators
left join sectors
    on indicators.sector_code = sectors.sector_code
