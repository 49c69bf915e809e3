with

source as (

    select * from {{ source('gtrm_config', 'project_regions') }}

),

renamed as (

    select
        project_code,
        region_pcode,
        source as source_note

    from source

)

select * from renamed
