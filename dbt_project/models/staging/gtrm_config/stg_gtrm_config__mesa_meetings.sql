with

source as (

    select * from {{ source('gtrm_config', 'mesa_meetings') }}

),

renamed as (

    select
        cast(case when length(meeting_date) = 10 then meeting_date end as date) as meeting_date,
        mesa_code,
        meeting_type,
        title_es,
        title_en,
        source as source_note,
        substr(meeting_date, 1, 7) as month_code

    from source

)

select * from renamed
