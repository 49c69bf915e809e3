{#- docs/counting.md, "The invariant". -#}
with

-- Rounding changes a cell by half a person at most, so a sector's population by half its number of cells.
rounded as (

    select
        month_code,
        region_pcode,
        measure_code,
        population_code,
        sector_code,
        {{ whole_quotient('count(*)', '2') }} as rounding_count

    from {{ ref('int_sector_cells_shared') }}
    group by
        month_code,
        region_pcode,
        measure_code,
        population_code,
        sector_code

)

select
    sectors.month_code,
    sectors.region_pcode,
    sectors.measure_code,
    sectors.population_code,
    cast(sum(sectors.people_count) as bigint) as upper_bound_count,
    cast(sum(sectors.people_count + coalesce(rounded.rounding_count, 0)) as bigint) as rounded_upper_bound_count,
    max(sectors.people_count) as lower_bound_count,
    max(sectors.people_count - coalesce(rounded.rounding_count, 0)) as rounded_lower_bound_count

from {{ ref('int_sector_populations') }} as sectors
left join rounded
    on
        sectors.month_code = rounded.month_code
        and sectors.region_pcode = rounded.region_pcode
        and sectors.measure_code = rounded.measure_code
        and sectors.population_code = rounded.population_code
        and sectors.sector_code = rounded.sector_code
group by
    sectors.month_code,
    sectors.region_pcode,
    sectors.measure_code,
    sectors.population_code
