with

source as (

    select * from {{ source('gtrm_config', 'mesa_members') }}

),

renamed as (

    select
        trim(mesa_code) as mesa_code,
        trim(member_name) as member_name,
        trim(member_type) as member_type,
        trim(member_role) as member_role,
        nullif(trim(organisation_code), '') as organisation_code,
        {{ period_start('valid_from_date') }} as valid_from_date,
        {{ period_end('valid_to_date') }} as valid_to_date,
        trim(source) as source_note

    from source

)

select * from renamed
