with

source as (

    select * from {{ source('gtrm_config', 'overrides') }}

),

renamed as (

    select
        ---------- numerics
        cast(trim(people_count) as bigint) as people_count,

        ---------- dates
        cast(trim(date) as date) as override_date,

        ---------- strings
        trim(month_code) as month_code,
        trim(region_pcode) as region_pcode,
        trim(measure_code) as measure_code,
        nullif(trim(population_code), '') as population_code,
        trim(author) as override_author,
        trim(source) as override_source,
        trim(reason) as override_reason

    from source

)

select * from renamed
