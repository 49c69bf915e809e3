with

sectors as (

    select
        month_code,
        region_pcode,
        measure_code,
        cast(coalesce(sum(people_count), 0) as bigint) as upper_bound_count,
        coalesce(max(people_count), 0) as lower_bound_count

    from {{ ref('int_sector_reach') }}
    group by
        month_code,
        region_pcode,
        measure_code

),

rounded as (

    select
        month_code,
        region_pcode,
        measure_code,
        cast(sum(rounded_upper_bound_count - upper_bound_count) as bigint) as rounding_count

    from {{ ref('int_populations_bounded') }}
    group by
        month_code,
        region_pcode,
        measure_code

)

select
    sectors.*,
    coalesce(rounded.rounding_count, 0) as rounding_count

from sectors
left join rounded
    on
        sectors.month_code = rounded.month_code
        and sectors.region_pcode = rounded.region_pcode
        and sectors.measure_code = rounded.measure_code
