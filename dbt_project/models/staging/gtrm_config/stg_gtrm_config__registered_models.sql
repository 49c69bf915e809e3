with

source as (

    select * from {{ source('gtrm_config', 'registered_models') }}

),

renamed as (

    select
        trim(region_pcode) as region_pcode,
        trim(aggregation_model) as aggregation_model,
        trim(measure_code) as measure_code,
        trim(valid_from_month) as valid_from_month,
        nullif(trim(valid_to_month), '') as valid_to_month,
        trim(decided_by) as decided_by,
        trim(reason) as reason

    from source

)

select * from renamed
