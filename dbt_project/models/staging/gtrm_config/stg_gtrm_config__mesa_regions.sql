with

source as (

    select * from {{ source('gtrm_config', 'mesa_regions') }}

),

renamed as (

    select
        trim(mesa_code) as mesa_code,
        trim(region_pcode) as region_pcode,
        {{ period_start('valid_from_date') }} as valid_from_date,
        {{ period_end('valid_to_date') }} as valid_to_date,
        trim(source) as source_note

    from source

)

select * from renamed
