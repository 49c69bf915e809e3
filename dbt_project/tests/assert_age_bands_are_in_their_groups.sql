-- Intake has added up all age bands: a row's groups have at least the people of its bands.
with

bands as (

    select
        activity_row_id,
        sum(people_count) as people_count

    from {{ ref('fct_reach_by_age_band') }}
    where {{ touched() }}
    group by activity_row_id

),

age_sexes as (

    select
        activity_row_id,
        sum(people_count) as people_count

    from {{ ref('fct_reach_by_age_sex') }}
    where {{ touched() }}
    group by activity_row_id

)

select
    bands.activity_row_id,
    bands.people_count as bands_count,
    age_sexes.people_count as groups_count

from bands
left join age_sexes
    on bands.activity_row_id = age_sexes.activity_row_id
where bands.people_count > coalesce(age_sexes.people_count, 0)
