with

members as (

    select * from {{ ref('bridge_mesas_regions') }}

),

months as (

    select * from {{ ref('dim_months') }}

),

counted_months as (

    select distinct month_code
    from {{ ref('int_region_months_judged') }}

),

-- A month is reported after its end, so the mesa it is reported to is the one of its last day.
dated as (

    select distinct
        months.month_code,
        members.mesa_code,
        members.region_pcode,
        months.is_landed

    from counted_months
    inner join months
        on counted_months.month_code = months.month_code
    inner join members
        on
            last_day(months.month_start_date) >= members.valid_from_date
            and last_day(months.month_start_date) <= coalesce(members.valid_to_date, cast('9999-12-31' as date))

)

select
    month_code,
    mesa_code,
    region_pcode,
    is_landed,
    count(*) over (partition by month_code, mesa_code) as regions_count

from dated
