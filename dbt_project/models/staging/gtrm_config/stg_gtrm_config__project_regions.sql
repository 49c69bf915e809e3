with

source as (

    select * from {{ source('gtrm_config', 'project_regions') }}

),

renamed as (

    select
        trim(project_code) as project_code,
        trim(region_pcode) as region_pcode,
        trim(source) as source_note

    from source

)

select * from renamed
