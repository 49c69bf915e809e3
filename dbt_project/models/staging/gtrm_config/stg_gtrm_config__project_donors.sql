with

source as (

    select * from {{ source('gtrm_config', 'project_donors') }}

),

renamed as (

    select
        trim(project_code) as project_code,
        trim(donor_code) as donor_code,
        trim(source) as source_note

    from source

)

select * from renamed
