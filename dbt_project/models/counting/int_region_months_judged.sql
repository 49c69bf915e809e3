{#- docs/counting.md, "Not submitted is not zero". -#}
with

months as (

    select
        month_code,
        is_landed,
        min(case when is_landed then month_code end) over () as first_landed_month,
        max(case when is_landed then month_code end) over () as last_landed_month

    from {{ ref('dim_months') }}

),

region_months as (

    select
        activities.month_code,
        activities.region_pcode,
        sum(case when activities.is_accepted then 1 else 0 end) as accepted_count,
        sum(case when activities.is_accepted and indicators.indicator_type = 'pin' then 1 else 0 end)
            as person_rows_count

    from {{ ref('int_activities_judged') }} as activities
    left join {{ ref('ref_indicators') }} as indicators
        on activities.indicator_code = indicators.indicator_code
    where activities.is_current and activities.region_pcode is not null
    group by
        activities.month_code,
        activities.region_pcode

),

regions as (

    select distinct region_pcode
    from region_months

),

-- A region that reported in any month should have a figure in every month from the first landed to the last.
asked as (

    select
        months.month_code,
        regions.region_pcode
    from months
    cross join regions
    where months.month_code between months.first_landed_month and months.last_landed_month

    union

    select
        month_code,
        region_pcode
    from region_months
    where accepted_count > 0

    union

    select
        month_code,
        region_pcode
    from {{ ref('stg_gtrm_config__overrides') }}

)

select
    asked.month_code,
    asked.region_pcode,
    case
        when region_months.person_rows_count > 0 then 'reported'
        when region_months.accepted_count > 0 then 'no_count'
        when region_months.month_code is not null then 'not_accepted'
        when months.is_landed then 'not_submitted'
        else 'month_not_loaded'
    end as reached_status

from asked
inner join months
    on asked.month_code = months.month_code
left join region_months
    on
        asked.month_code = region_months.month_code
        and asked.region_pcode = region_months.region_pcode
