with

source as (

    select * from {{ source('gtrm_config', 'organisation_changes') }}

),

renamed as (

    select
        organisation_code,
        valid_from_date,
        organisation_name,
        organisation_name_es,
        acronym,
        organisation_type,
        is_appealing,
        is_implementing,
        source as source_note

    from source

)

select * from renamed
