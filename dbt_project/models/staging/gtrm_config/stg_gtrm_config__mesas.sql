with

source as (

    select * from {{ source('gtrm_config', 'mesas') }}

),

renamed as (

    select
        trim(mesa_code) as mesa_code,
        trim(mesa_name_es) as mesa_name_es,
        trim(mesa_name_en) as mesa_name_en,
        nullif(trim(acronym), '') as acronym,
        trim(place_name) as place_name,
        trim(source) as source_note

    from source

)

select * from renamed
