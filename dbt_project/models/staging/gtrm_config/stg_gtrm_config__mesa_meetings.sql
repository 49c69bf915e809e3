with

source as (

    select * from {{ source('gtrm_config', 'mesa_meetings') }}

),

renamed as (

    select
        cast(case when length(trim(meeting_date)) = 10 then trim(meeting_date) end as date) as meeting_date,
        trim(mesa_code) as mesa_code,
        trim(meeting_type) as meeting_type,
        trim(title_es) as title_es,
        trim(title_en) as title_en,
        trim(source) as source_note,
        substr(trim(meeting_date), 1, 7) as month_code

    from source

)

select * from renamed
