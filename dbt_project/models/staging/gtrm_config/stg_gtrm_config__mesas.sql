with

source as (

    select * from {{ source('gtrm_config', 'mesas') }}

),

renamed as (

    select
        mesa_code,
        mesa_name_es,
        mesa_name_en,
        acronym,
        place_name,
        source as source_note

    from source

)

select * from renamed
