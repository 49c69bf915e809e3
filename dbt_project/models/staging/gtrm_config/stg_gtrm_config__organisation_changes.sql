with

source as (

    select * from {{ source('gtrm_config', 'organisation_changes') }}

),

renamed as (

    select
        trim(organisation_code) as organisation_code,
        {{ period_start('valid_from_date') }} as valid_from_date,
        nullif(trim(organisation_name), '') as organisation_name,
        nullif(trim(organisation_name_es), '') as organisation_name_es,
        nullif(trim(acronym), '') as acronym,
        nullif(trim(organisation_type), '') as organisation_type,
        nullif(lower(trim(is_appealing)), '') = 'yes' as is_appealing,
        nullif(lower(trim(is_implementing)), '') = 'yes' as is_implementing,
        trim(source) as source_note

    from source

)

select * from renamed
