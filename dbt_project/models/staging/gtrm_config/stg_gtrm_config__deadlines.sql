with

source as (

    select * from {{ source('gtrm_config', 'deadlines') }}

),

renamed as (

    select
        cast(trim(deadline_day) as integer) as deadline_day_number,
        trim(valid_from_month) as valid_from_month

    from source

)

select * from renamed
