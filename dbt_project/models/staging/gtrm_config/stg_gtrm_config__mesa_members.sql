with

source as (

    select * from {{ source('gtrm_config', 'mesa_members') }}

),

renamed as (

    select
        mesa_code,
        member_name,
        member_type,
        member_role,
        organisation_code,
        valid_from_date,
        valid_to_date,
        source as source_note

    from source

)

select * from renamed
