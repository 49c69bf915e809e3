with

source as (

    select * from {{ source('gtrm_config', 'project_organisations') }}

),

renamed as (

    select
        trim(project_code) as project_code,
        trim(organisation_code) as organisation_code,
        trim(organisation_role) as organisation_role,
        trim(source) as source_note

    from source

)

select * from renamed
