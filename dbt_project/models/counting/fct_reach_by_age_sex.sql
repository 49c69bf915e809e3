with

activities as (

    select
        *,
        {{ is_broken_down([
            'girls_count', 'boys_count', 'women_count', 'men_count', 'other_under18_count', 'other_above18_count'
        ]) }} as is_broken_down

    from {{ ref('fct_activities') }}
    where {{ touched() }}

),

age_sexes as (

    select * from {{ ref('dim_age_sexes') }}

),

crossed as (

    select
        {{ row_key(['activities.activity_row_id', 'age_sexes.age_sex_code']) }} as reach_id,
        activities.*,
        age_sexes.age_sex_code,
        case age_sexes.age_sex_code
            when 'girls' then activities.girls_count
            when 'boys' then activities.boys_count
            when 'women' then activities.women_count
            when 'men' then activities.men_count
            when 'other_under18' then activities.other_under18_count
            when 'other_above18' then activities.other_above18_count
        end as people_count

    from activities
    cross join age_sexes

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
    age_sex_code,
    population_measure_code as measure_code,
    people_count

from crossed
where people_count is not null and is_broken_down
