with

{{ pin_rows_measured(['activity_row_id', 'month_code', 'region_pcode', 'sector_code']) }},

broken_down as (

    select
        activity_row_id,
        measure_code,
        sum(people_count) as people_count

    from {{ ref('fct_reach_by_population') }}
    where {{ touched() }}
    group by
        activity_row_id,
        measure_code

),

sectors as (

    select * from {{ ref('dim_sectors') }}

)

select
    measured.month_code,
    measured.region_pcode,
    measured.measure_code,
    cast(sum(measured.people_count - coalesce(broken_down.people_count, 0)) as bigint) as people_count,
    string_agg(distinct sectors.sector_name_es, ', ' order by sectors.sector_name_es) as sector_names

from measured
inner join sectors
    on measured.sector_code = sectors.sector_code
left join broken_down
    on
        measured.activity_row_id = broken_down.activity_row_id
        and measured.measure_code = broken_down.measure_code
where measured.people_count > coalesce(broken_down.people_count, 0)
group by
    measured.month_code,
    measured.region_pcode,
    measured.measure_code
