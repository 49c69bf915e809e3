with

source as (

    select * from {{ source('gtrm_config', 'service_days') }}

),

renamed as (

    select
        first_date,
        last_date,
        days_count,
        persons_count,
        services_count,
        mesa_code,
        region_pcode,
        month_code,
        description_es,
        description_en,
        source as source_note

    from source

)

select * from renamed
