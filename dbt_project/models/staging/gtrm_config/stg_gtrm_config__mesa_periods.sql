with

source as (

    select * from {{ source('gtrm_config', 'mesa_periods') }}

),

renamed as (

    select
        mesa_code,
        state_code,
        valid_from_date,
        valid_to_date,
        source as source_note

    from source

)

select * from renamed
