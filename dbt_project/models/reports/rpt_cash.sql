with

cash as (

    select * from {{ ref('fct_cash') }}
    where {{ touched() }}

),

regions as (

    select * from {{ ref('dim_regions') }}

),

sectors as (

    select * from {{ ref('dim_sectors') }}

),

mechanisms as (

    select * from {{ ref('dim_mechanisms') }}

)

select
    cash.month_code,
    cash.region_pcode,
    regions.region_name,
    sectors.subgroup_code,
    sectors.subgroup_name,
    cash.sector_code,
    sectors.sector_name_es as sector_name,
    cash.mechanism_code,
    cast(sum(cash.amount_usd) as decimal(18, 2)) as amount_usd,
    cast(sum(cash.people_total_count) as bigint) as people_total_count,
    cast(sum(cash.people_new_count) as bigint) as people_new_count,
    coalesce(mechanisms.mechanism_name_es, 'Sin dato') as mechanism_name,
    count(*) as transfer_rows_count

from cash
inner join regions
    on cash.region_pcode = regions.pcode
inner join sectors
    on cash.sector_code = sectors.sector_code
left join mechanisms
    on cash.mechanism_code = mechanisms.mechanism_code
group by
    cash.month_code,
    cash.region_pcode,
    regions.region_name,
    sectors.subgroup_code,
    sectors.subgroup_name,
    cash.sector_code,
    sectors.sector_name_es,
    cash.mechanism_code,
    mechanisms.mechanism_name_es
