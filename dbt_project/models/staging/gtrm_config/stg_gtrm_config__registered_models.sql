with

source as (

    select * from {{ source('gtrm_config', 'registered_models') }}

),

renamed as (

    select
        region_pcode,
        aggregation_model,
        measure_code,
        valid_from_month,
        valid_to_month,
        decided_by,
        reason

    from source

)

select * from renamed
