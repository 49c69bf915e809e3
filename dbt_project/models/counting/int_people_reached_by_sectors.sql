with

sectors as (

    select * from {{ ref('int_sectors_chosen') }}

),

summed as (

    select
        aggregation_model,
        month_code,
        region_pcode,
        measure_code,
        sum(case when sector_role = 'counted' then 1 else 0 end) as sectors_counted_count,
        sum(case when sector_role = 'counted' then people_count end) as people_count,
        max(case when sector_role = 'counted' then sector_name_es end) as largest_sector_name,
        string_agg(case when sector_role = 'left_out' then sector_name_es end, ', ' order by sector_name_es)
            as left_out_sector_names

    from sectors
    group by
        aggregation_model,
        month_code,
        region_pcode,
        measure_code

)

select
    aggregation_model,
    month_code,
    region_pcode,
    measure_code,
    cast(case when sectors_counted_count = 0 then 0 else people_count end as bigint) as people_count,
    case
        when aggregation_model = 'maxsector_2021' and people_count > 0
            then 'Sector con más personas: ' || largest_sector_name || '.'
        when aggregation_model = 'southerncone_2021' then 'El modelo deja fuera: ' || left_out_sector_names || '.'
    end as method_note

from summed
