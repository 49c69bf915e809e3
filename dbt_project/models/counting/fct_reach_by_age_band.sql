with

activities as (

    select * from {{ ref('fct_activities') }}
    where {{ touched() }}

),

age_bands as (

    select * from {{ ref('int_age_bands_unnested') }}
    where people_count is not null

)

select
    age_bands.reach_id,
    activities.activity_row_id,
    activities.version_number,
    activities.known_at,
    activities.month_code,
    activities.region_pcode,
    activities.organisation_code,
    activities.sector_code,
    activities.subgroup_code,
    activities.indicator_type,
    age_bands.age_band_code,
    activities.population_measure_code as measure_code,
    age_bands.people_count

from activities
inner join age_bands
    on activities.activity_row_id = age_bands.activity_row_id
