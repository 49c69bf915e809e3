with

source as (

    select * from {{ source('gtrm_config', 'expected_partners') }}

),

renamed as (

    select
        organisation_code,
        valid_from_month,
        valid_to_month

    from source

)

select * from renamed
