{#- docs/counting.md, `maxsector_reported`, steps 1 to 4: the cells of each sector. -#}
with

populations as (

    select * from {{ ref('fct_reach_by_population') }}
    where indicator_type = 'pin' and {{ touched() }}

),

ages as (

    select
        activity_row_id,
        age_sex_code,
        people_count as age_sex_count,
        sum(people_count) over (partition by activity_row_id) as row_count

    from {{ ref('fct_reach_by_age_sex') }}
    where people_count > 0 and {{ touched() }}

),

-- The people of a row without ages are counted in a separate cell.
shared as (

    select
        populations.activity_row_id,
        populations.month_code,
        populations.region_pcode,
        populations.measure_code,
        populations.sector_code,
        populations.population_code,
        populations.people_count as population_count,
        cast(coalesce(ages.row_count, 1) as bigint) as share_total_count,
        coalesce(ages.age_sex_code, 'unknown') as age_sex_code,
        coalesce(ages.age_sex_count, 1) as share_count

    from populations
    left join ages
        on populations.activity_row_id = ages.activity_row_id

),

rounded_down as (

    select
        *,
        {{ whole_quotient('population_count * share_count', 'share_total_count') }} as whole_count,
        (population_count * share_count) % share_total_count as remainder_count

    from shared

),

ranked as (

    select
        *,
        population_count
        - sum(whole_count) over (partition by activity_row_id, population_code) as people_left_count,
        row_number() over (
            partition by activity_row_id, population_code
            order by
                remainder_count desc,
                case age_sex_code
                    when 'girls' then 1
                    when 'boys' then 2
                    when 'women' then 3
                    when 'men' then 4
                    when 'other_under18' then 5
                    else 6
                end asc
        ) as remainder_rank

    from rounded_down

)

select
    month_code,
    region_pcode,
    measure_code,
    sector_code,
    population_code,
    age_sex_code,
    cast(sum(whole_count + case when remainder_rank <= people_left_count then 1 else 0 end) as bigint) as people_count

from ranked
group by
    month_code,
    region_pcode,
    measure_code,
    sector_code,
    population_code,
    age_sex_code
