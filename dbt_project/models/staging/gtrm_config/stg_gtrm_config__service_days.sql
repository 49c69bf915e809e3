with

source as (

    select * from {{ source('gtrm_config', 'service_days') }}

),

renamed as (

    select
        cast(nullif(trim(first_date), '') as date) as first_date,
        cast(nullif(trim(last_date), '') as date) as last_date,
        cast(nullif(trim(days_count), '') as bigint) as days_count,
        cast(nullif(trim(persons_count), '') as bigint) as persons_count,
        cast(nullif(trim(services_count), '') as bigint) as services_count,
        trim(mesa_code) as mesa_code,
        trim(region_pcode) as region_pcode,
        trim(month_code) as month_code,
        trim(description_es) as description_es,
        trim(description_en) as description_en,
        trim(source) as source_note

    from source

)

select * from renamed
