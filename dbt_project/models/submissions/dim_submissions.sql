with

submissions as (

    select * from {{ ref('int_submissions_judged') }}

),

organisations as (

    select * from {{ ref('dim_organisations') }}

)

select
    submissions.submission_id,
    submissions.cycle_month,
    submissions.source_name,
    submissions.file_name,
    submissions.sheet_name,
    submissions.organisation_code,
    organisations.organisation_name_es as organisation_name,
    submissions.generation_code,
    submissions.version_number,
    submissions.received_at,
    submissions.sha256,
    submissions.size_bytes,
    submissions.reading_status,
    submissions.refusal_code,
    submissions.refusal_es,
    submissions.refusal_en,
    submissions.reader_version

from submissions
left join organisations
    on submissions.organisation_code = organisations.organisation_code
