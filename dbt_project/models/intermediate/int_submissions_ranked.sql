with

submissions as (

    select * from {{ ref('stg_gtrm_5w__submissions') }}

),

-- A workbook that cannot be read never takes the place of one that could.
newest_readable as (

    select
        cycle_month,
        file_name,
        submission_id,
        version_number,
        row_number() over (
            partition by cycle_month, file_name
            order by version_number desc, received_at desc, submission_id asc
        ) as age_rank

    from submissions
    where reading_status <> 'refused'

),

first_copies as (

    select
        sha256,
        cycle_month,
        file_name,
        submission_id,
        row_number() over (partition by sha256 order by received_at asc, submission_id asc) as age_rank

    from submissions
    where reading_status = 'read'

),

judged as (

    select
        submissions.*,
        first_copies.submission_id as duplicate_of_submission_id,
        case
            when newest_readable.version_number > submissions.version_number then newest_readable.submission_id
        end as superseded_by_submission_id,
        case
            when submissions.reading_status = 'refused' then 'refused'
            when newest_readable.submission_id <> submissions.submission_id then 'superseded'
            when first_copies.submission_id is not null then 'duplicate'
            when submissions.reading_status = 'nothing_to_report' then 'nothing_to_report'
            else 'current'
        end as status

    from submissions
    left join newest_readable
        on
            submissions.cycle_month = newest_readable.cycle_month
            and submissions.file_name = newest_readable.file_name
            and newest_readable.age_rank = 1
    left join first_copies
        on
            submissions.sha256 = first_copies.sha256
            and submissions.reading_status = 'read'
            and (
                submissions.cycle_month <> first_copies.cycle_month
                or submissions.file_name <> first_copies.file_name
            )
            and first_copies.age_rank = 1

)

select
    submission_id,
    cycle_month,
    organisation_code,
    generation_code,
    source_name,
    file_name,
    sheet_name,
    sha256,
    reading_status,
    refusal_code,
    refusal_es,
    refusal_en,
    reader_version,
    size_bytes,
    version_number,
    rows_received_count,
    received_at,
    duplicate_of_submission_id,
    superseded_by_submission_id,
    status,
    status in ('current', 'nothing_to_report') as is_current

from judged
