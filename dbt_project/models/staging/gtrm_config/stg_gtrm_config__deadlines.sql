with

source as (

    select * from {{ source('gtrm_config', 'deadlines') }}

),

renamed as (

    select
        month_code,
        deadline_date,
        deadline_at

    from source

)

select * from renamed
