with

source as (

    select * from {{ source('gtrm_config', 'project_donors') }}

),

renamed as (

    select
        project_code,
        donor_code,
        source as source_note

    from source

)

select * from renamed
