with

activities as (

    select * from {{ ref('fct_activities') }}
    where {{ touched() }}

),

entries as (

    select
        activity_row_id,
        {{ json_entries('reported_age_bands') }}

    from {{ ref('int_activities_judged') }}
    where reported_age_bands is not null and {{ touched() }}

),

-- A blank cell or a word is not a count and has no row here.
age_bands as (

    select
        activity_row_id,
        entry_key as age_band_code,
        {{ whole_number('entry_value') }} as people_count

    from entries

)

select
    {{ row_key(['activities.activity_row_id', 'age_bands.age_band_code']) }} as reach_id,
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
where age_bands.people_count is not null
