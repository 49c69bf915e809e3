with

source as (

    select * from {{ source('gtrm_config', 'mesa_subgroups') }}

),

renamed as (

    select
        mesa_code,
        subgroup_code,
        mesa_subgroup_name_es,
        mesa_subgroup_name_en,
        valid_from_date,
        valid_to_date,
        source as source_note

    from source

)

select * from renamed
