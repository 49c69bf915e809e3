with

pin_rows as (

    select
        month_code,
        region_pcode,
        sector_code,
        people_total_count,
        people_new_count

    from {{ ref('fct_activities') }}
    where indicator_type = 'pin' and {{ touched() }}

),

measured as (

    select
        month_code,
        region_pcode,
        sector_code,
        'total' as measure_code,
        people_total_count as people_count
    from pin_rows

    union all

    select
        month_code,
        region_pcode,
        sector_code,
        'new' as measure_code,
        people_new_count as people_count
    from pin_rows

),

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
