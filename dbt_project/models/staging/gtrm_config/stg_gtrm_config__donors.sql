with

source as (

    select * from {{ source('gtrm_config', 'donors') }}

),

renamed as (

    select
        donor_code,
        donor_name_es,
        donor_name_en,
        donor_type,
        source as source_note

    from source

)

select * from renamed
