with

months as (

    select * from {{ ref('dim_months') }}

),

numbers (day_number) as (

    values
    {% for number in range(1, 32) -%}
    ({{ number }}){{ ',' if not loop.last }}
    {% endfor %}
)

select
    cast(months.month_start_date + (numbers.day_number - 1) * interval '1' day as date) as calendar_date,
    months.month_code,
    months.year_number

from months
inner join numbers
    on numbers.day_number <= extract(day from last_day(months.month_start_date))
