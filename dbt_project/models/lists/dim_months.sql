{#- Seven references: the years of everything that has a date. -#}
with

years as (

    select distinct cast(substr(month_code, 1, 4) as integer) as year_number
    from {{ ref('int_activities_judged') }}
    where month_code is not null and is_accepted

    union

    select distinct cast(substr(cycle_month, 1, 4) as integer) as year_number
    from {{ ref('int_submissions_judged') }}

    union

    select distinct cast(substr({{ month_in_lima('received_at') }}, 1, 4) as integer) as year_number
    from {{ ref('int_submissions_judged') }}

    union

    select distinct cast(substr(month_code, 1, 4) as integer) as year_number
    from {{ ref('fct_meetings') }}

    union

    select distinct cast(substr(month_code, 1, 4) as integer) as year_number
    from {{ ref('fct_service_days') }}

    union

    select distinct year_number
    from {{ ref('fct_targets') }}

),

months (month_number, month_name_es, month_name_en) as (

    values
    (1, 'enero', 'January'),
    (2, 'febrero', 'February'),
    (3, 'marzo', 'March'),
    (4, 'abril', 'April'),
    (5, 'mayo', 'May'),
    (6, 'junio', 'June'),
    (7, 'julio', 'July'),
    (8, 'agosto', 'August'),
    (9, 'septiembre', 'September'),
    (10, 'octubre', 'October'),
    (11, 'noviembre', 'November'),
    (12, 'diciembre', 'December')

),

calendar as (

    select
        years.year_number,
        months.month_number,
        months.month_name_es,
        months.month_name_en,
        concat_ws(
            '-', lpad(cast(years.year_number as varchar), 4, '0'), lpad(cast(months.month_number as varchar), 2, '0')
        ) as month_code

    from years
    cross join months

),

landed as (

    select distinct cycle_month as month_code
    from {{ ref('int_submissions_judged') }}

    union

    select distinct month_code
    from {{ ref('int_activities_judged') }}
    where month_code is not null and is_accepted and is_current

)

select
    calendar.month_code,
    cast(calendar.month_code || '-01' as date) as month_start_date,
    calendar.year_number,
    calendar.month_number,
    calendar.month_name_es,
    calendar.month_name_en,
    landed.month_code is not null as is_landed

from calendar
left join landed
    on calendar.month_code = landed.month_code
