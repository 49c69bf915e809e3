{#- docs/counting.md, "Which one is published". -#}
with

regions as (

    select pcode as region_pcode
    from {{ ref('dim_regions') }}
    where admin_level <= 1

    union all

    -- '*' itself: what is registered for the country
    select '*' as region_pcode

),

places as (

    select
        months.month_code,
        regions.region_pcode

    from {{ ref('dim_months') }} as months
    cross join regions

),

registrations as (

    select * from {{ ref('stg_gtrm_config__registered_models') }}

),

-- A region's own registration is used before '*', which is for every region without one in that month.
ranked as (

    select
        places.month_code,
        places.region_pcode,
        registrations.aggregation_model,
        registrations.measure_code,
        rank() over (
            partition by places.month_code, places.region_pcode
            order by
                case when registrations.region_pcode = '*' then 1 else 0 end asc,
                registrations.valid_from_month desc
        ) as closeness_rank

    from places
    inner join registrations
        on
            (places.region_pcode = registrations.region_pcode or registrations.region_pcode = '*')
            and places.month_code >= registrations.valid_from_month
            and places.month_code <= coalesce(registrations.valid_to_month, '9999-12')

)

select
    month_code,
    region_pcode,
    aggregation_model,
    measure_code

from ranked
where closeness_rank = 1
