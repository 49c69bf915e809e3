with

source as (

    select * from {{ source('gtrm_releases', 'releases') }}

)

select
    release_id,
    cast(serial as integer) as serial, -- noqa: RF04
    month_code,
    cast(published_at as timestamp) as published_at,
    cast(as_of_at as timestamp) as as_of_at,
    cast(schema_version as integer) as schema_version,
    cast(submissions_count as bigint) as submissions_count,
    input_hashes,
    release_id = 'this_release' as is_this_release

from source
