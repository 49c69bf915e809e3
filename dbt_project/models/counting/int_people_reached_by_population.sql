with

by_sectors as (

    select
        chosen.aggregation_model,
        chosen.month_code,
        chosen.region_pcode,
        chosen.measure_code,
        populations.population_code,
        cast(sum(populations.people_count) as bigint) as people_count

    from {{ ref('int_sectors_chosen') }} as chosen
    inner join {{ ref('int_sector_populations') }} as populations
        on
            chosen.month_code = populations.month_code
            and chosen.region_pcode = populations.region_pcode
            and chosen.measure_code = populations.measure_code
            and chosen.sector_code = populations.sector_code
    where chosen.sector_role = 'counted'
    group by
        chosen.aggregation_model,
        chosen.month_code,
        chosen.region_pcode,
        chosen.measure_code,
        populations.population_code

),

by_cells as (

    select
        aggregation_model,
        month_code,
        region_pcode,
        measure_code,
        population_code,
        cast(sum(people_count) as bigint) as people_count

    from {{ ref('int_cells_reached') }}
    group by
        aggregation_model,
        month_code,
        region_pcode,
        measure_code,
        population_code

),

computed as (

    select * from by_sectors
    union all
    select * from by_cells

),

overrides as (

    select * from {{ ref('int_overrides_assigned') }}
    where population_code is not null

)

-- A population may be corrected by hand where nothing was computed.
select
    overrides.override_author,
    overrides.override_date,
    overrides.override_source,
    overrides.override_reason,
    overrides.override_note,
    computed.people_count as people_computed_count,
    coalesce(computed.aggregation_model, overrides.aggregation_model) as aggregation_model,
    coalesce(computed.month_code, overrides.month_code) as month_code,
    coalesce(computed.region_pcode, overrides.region_pcode) as region_pcode,
    coalesce(computed.measure_code, overrides.measure_code) as measure_code,
    coalesce(computed.population_code, overrides.population_code) as population_code,
    coalesce(overrides.people_count, computed.people_count) as people_count,
    overrides.aggregation_model is not null as is_overridden

from computed
full outer join overrides
    on
        computed.aggregation_model = overrides.aggregation_model
        and computed.month_code = overrides.month_code
        and computed.region_pcode = overrides.region_pcode
        and computed.measure_code = overrides.measure_code
        and computed.population_code = overrides.population_code
