with

source as (

    select * from {{ source('gtrm_config', 'mesa_periods') }}

),

renamed as (

    select
        trim(mesa_code) as mesa_code,
        trim(state_code) as state_code,
        {{ period_start('valid_from_date') }} as valid_from_date,
        {{ period_end('valid_to_date') }} as valid_to_date,
        trim(source) as source_note

    from source

)

select * from renamed
