with

submissions as (

    select * from {{ ref('stg_gtrm_5w__submissions') }}

),

ranked_parts as (

    select
        submission_id,
        superseded_by_submission_id,
        is_superseded,
        is_placed,
        coalesce(is_held, false) as is_held,
        max(case when is_placed then 1 else 0 end) over (partition by submission_id) as has_placed

    from {{ ref('int_parts_decided') }}

),

-- Rows that could not be placed are quarantined: if a submission has placed rows, only those make it current.
parts as (

    select
        submission_id,
        sum(case when is_superseded then 1 else 0 end) as superseded_count,
        sum(case when is_superseded then 0 else 1 end) as counting_count,
        sum(case when is_held then 1 else 0 end) as held_count,
        count(distinct case when not is_held then superseded_by_submission_id end) as superseding_count,
        max(case when not is_held then superseded_by_submission_id end) as superseded_by_submission_id

    from ranked_parts
    where is_placed or has_placed = 0
    group by submission_id

),

judged as (

    select
        submissions.*,
        case when parts.superseding_count = 1 then parts.superseded_by_submission_id end as superseded_by_submission_id,
        case
            when submissions.reading_status = 'refused' then 'refused'
            when parts.held_count > 0 and parts.counting_count = 0 then 'held'
            when parts.superseded_count > 0 and parts.counting_count = 0 then 'superseded'
            when parts.superseded_count > 0 then 'partly_superseded'
            else submissions.reading_status
        end as status

    from submissions
    left join parts
        on submissions.submission_id = parts.submission_id

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
    superseded_by_submission_id,
    status,
    status in ('read', 'partly_superseded', 'held', 'nothing_to_report') as is_current

from judged
