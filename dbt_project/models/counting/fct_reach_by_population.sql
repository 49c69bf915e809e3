with

activities as (

    select
        *,
        {{ is_broken_down([
            'in_destination_count', 'in_transit_count', 'host_community_count', 'pendulars_count', 'returnees_count'
        ]) }} as is_broken_down

    from {{ ref('fct_activities') }}
    where {{ touched() }}

),

populations as (

    select * from {{ ref('dim_populations') }}

),

crossed as (

    select
        {{ row_key(['activities.activity_row_id', 'populations.population_code']) }} as reach_id,
        activities.*,
        populations.population_code,
        case populations.population_code
            when 'permanencia' then activities.in_destination_count
            when 'transito' then activities.in_transit_count
            when 'acogida' then activities.host_community_count
            when 'pendular' then activities.pendulars_count
            when 'retornados' then activities.returnees_count
        end as people_count

    from activities
    cross join populations

)

select
    reach_id,
    activity_row_id,
    version_number,
    known_at,
    month_code,
    region_pcode,
    organisation_code,
    sector_code,
    subgroup_code,
    indicator_type,
    population_code,
    population_measure_code as measure_code,
    people_count

from crossed
where people_count is not null and is_broken_down
