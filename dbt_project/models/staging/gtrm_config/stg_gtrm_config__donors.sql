with

source as (

    select * from {{ source('gtrm_config', 'donors') }}

),

renamed as (

    select
        trim(donor_code) as donor_code,
        trim(donor_name_es) as donor_name_es,
        trim(donor_name_en) as donor_name_en,
        trim(donor_type) as donor_type,
        trim(source) as source_note

    from source

)

select * from renamed
