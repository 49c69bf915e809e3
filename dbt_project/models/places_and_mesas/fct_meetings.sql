-- The list gives a day, or only the month if the day is not known.
with

meetings as (

    select
        *,
        cast(case when length(meeting_date) = 10 then meeting_date end as date) as held_on_date,
        substr(meeting_date, 1, 7) as month_code

    from {{ source('gtrm_config', 'mesa_meetings') }}

)

select
    {{ row_key(['mesa_code', 'month_code', 'held_on_date', 'title_es']) }} as meeting_id,
    mesa_code,
    held_on_date as meeting_date,
    month_code,
    meeting_type,
    title_es,
    title_en,
    source as source_note

from meetings
