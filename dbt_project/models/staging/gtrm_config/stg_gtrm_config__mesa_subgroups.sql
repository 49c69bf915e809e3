with

source as (

    select * from {{ source('gtrm_config', 'mesa_subgroups') }}

),

renamed as (

    select
        trim(mesa_code) as mesa_code,
        nullif(trim(subgroup_code), '') as subgroup_code,
        trim(mesa_subgroup_name_es) as mesa_subgroup_name_es,
        trim(mesa_subgroup_name_en) as mesa_subgroup_name_en,
        {{ period_start('valid_from_date') }} as valid_from_date,
        {{ period_end('valid_to_date') }} as valid_to_date,
        trim(source) as source_note

    from source

)

select * from renamed
