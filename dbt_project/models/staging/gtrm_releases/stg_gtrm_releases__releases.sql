with

source as (

    select * from {{ source('gtrm_releases', 'releases') }}

),

renamed as (

    select
        release_id,
        month_code,
        input_hashes,
        cast(serial as integer) as serial, -- noqa: RF04
        cast(schema_version as integer) as schema_version,
        cast(submissions_count as bigint) as submissions_count,
        cast(published_at as timestamp) as published_at,
        cast(as_of_at as timestamp) as as_of_at

    from source

)

select * from renamed
