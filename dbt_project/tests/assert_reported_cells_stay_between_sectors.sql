-- maxsector_reported, per population: largest sector <= people reached <= sum of the sectors, exactly.
with

bounds as (

    select
        month_code,
        region_pcode,
        measure_code,
        population_code,
        max(people_count) as largest_sector_count,
        sum(people_count) as all_sectors_count

    from {{ ref('int_sector_populations') }}
    group by
        month_code,
        region_pcode,
        measure_code,
        population_code

)

select
    bounds.*,
    people.people_computed_count

from bounds
left join {{ ref('rpt_people_reached_by_population') }} as people
    on
        bounds.month_code = people.month_code
        and bounds.region_pcode = people.region_pcode
        and bounds.measure_code = people.measure_code
        and bounds.population_code = people.population_code
        and people.aggregation_model = 'maxsector_reported'
where
    people.people_computed_count is null
    or people.people_computed_count < bounds.largest_sector_count
    or people.people_computed_count > bounds.all_sectors_count
