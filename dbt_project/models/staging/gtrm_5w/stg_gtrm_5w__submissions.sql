with

source as (

    select * from {{ source('gtrm_5w', 'submissions') }}

),

renamed as (

    select
        ---------- ids
        cast(submission_id as varchar) as submission_id,
        cast(cycle_month as varchar) as cycle_month,
        cast(organisation_code as varchar) as organisation_code,
        cast(generation_code as varchar) as generation_code,

        ---------- strings
        cast(source_name as varchar) as source_name,
        cast(file_name as varchar) as file_name,
        cast(sheet_name as varchar) as sheet_name,
        cast(sha256 as varchar) as sha256,
        cast(status as varchar) as reading_status,
        cast(refusal_code as varchar) as refusal_code,
        cast(refusal_es as varchar) as refusal_es,
        cast(refusal_en as varchar) as refusal_en,
        cast(reader_version as varchar) as reader_version,

        ---------- numerics
        cast(size_bytes as bigint) as size_bytes,
        cast(version_number as bigint) as version_number,
        cast(rows_received_count as bigint) as rows_received_count,

        ---------- timestamps
        cast(received_at as timestamp) as received_at

    from source

)

select * from renamed
