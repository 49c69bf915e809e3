with

source as (

    select * from {{ source('gtrm_config', 'overrides') }}

),

renamed as (

    select
        ---------- numerics
        people_count,

        ---------- dates
        date as override_date,

        ---------- strings
        month_code,
        region_pcode,
        measure_code,
        population_code,
        author as override_author,
        source as override_source,
        reason as override_reason

    from source

)

select * from renamed
