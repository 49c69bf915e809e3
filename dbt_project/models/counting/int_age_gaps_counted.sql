{#- Another gender has no cell in the model that counts by age and sex, so those people are in none of its groups. -#}
with

pin_rows as (

    select
        month_code,
        region_pcode,
        {{ people_broken_down() }} as people_count,
        coalesce(girls_count, 0) + coalesce(boys_count, 0) + coalesce(women_count, 0) + coalesce(men_count, 0)
            as in_groups_count

    from {{ ref('fct_activities') }}
    where indicator_type = 'pin' and {{ touched() }}

)

select
    month_code,
    region_pcode,
    cast(sum(people_count - in_groups_count) as bigint) as people_count

from pin_rows
where people_count > in_groups_count
group by
    month_code,
    region_pcode
