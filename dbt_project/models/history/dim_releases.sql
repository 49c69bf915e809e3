with

releases as (

    select * from {{ ref('stg_gtrm_releases__releases') }}

)

select
    release_id,
    serial,
    month_code,
    published_at,
    as_of_at,
    schema_version,
    submissions_count,
    input_hashes,
    release_id = 'this_release' as is_this_release

from releases
