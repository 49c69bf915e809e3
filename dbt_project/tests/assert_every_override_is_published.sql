-- A figure corrected by hand is published; it cannot be where no model is registered for its region and month.
with

published as (

    select
        month_code,
        region_pcode,
        measure_code,
        '' as population_code,
        people_reached_count as people_count

    from {{ ref('rpt_people_reached') }}
    where is_overridden

    union all

    select
        month_code,
        region_pcode,
        measure_code,
        population_code,
        people_count

    from {{ ref('rpt_people_reached_by_population') }}
    where is_overridden

)

select
    overrides.month_code,
    overrides.region_pcode,
    overrides.measure_code,
    overrides.population_code,
    overrides.people_count,
    published.people_count as published_count

from {{ ref('stg_gtrm_config__overrides') }} as overrides
left join published
    on
        overrides.month_code = published.month_code
        and overrides.region_pcode = published.region_pcode
        and overrides.measure_code = published.measure_code
        and coalesce(overrides.population_code, '') = published.population_code
where published.people_count is null or published.people_count <> overrides.people_count
