with

source as (

    select * from {{ source('gtrm_config', 'project_organisations') }}

),

renamed as (

    select
        project_code,
        organisation_code,
        organisation_role,
        source as source_note

    from source

)

select * from renamed
