with

source as (

    select * from {{ source('gtrm_config', 'expected_partners') }}

),

renamed as (

    select
        trim(organisation_code) as organisation_code,
        trim(valid_from_month) as valid_from_month,
        nullif(trim(valid_to_month), '') as valid_to_month

    from source

)

select * from renamed
