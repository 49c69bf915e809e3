with

months as (

    select
        month_code,
        month_start_date

    from {{ ref('dim_months') }}
    where is_landed

),

deadlines as (

    select * from {{ ref('stg_gtrm_config__deadlines') }}

),

ranked as (

    select
        months.month_code,
        cast(months.month_start_date + interval '1' month as date) as next_month_date,
        deadlines.deadline_day_number,
        row_number() over (
            partition by months.month_code
            order by deadlines.valid_from_month desc
        ) as recency_rank

    from months
    inner join deadlines
        on months.month_code >= deadlines.valid_from_month

),

dated as (

    select
        month_code,
        least(
            cast(next_month_date + (deadline_day_number - 1) * interval '1' day as date),
            last_day(next_month_date)
        ) as deadline_date

    from ranked
    where recency_rank = 1

)

-- The day ends at midnight in Lima, five hours behind UTC all year.
select
    month_code,
    deadline_date,
    cast(deadline_date as timestamp) + interval '29' hour as deadline_at

from dated
