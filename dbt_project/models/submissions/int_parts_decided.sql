with

landed as (

    select distinct
        part_id,
        submission_id,
        organisation_code,
        month_code

    from {{ ref('stg_gtrm_5w__activities') }}

),

decided as (

    select * from {{ ref('stg_gtrm_5w__parts') }}

)

-- Rows without a decision count: otherwise people would be lost without a message.
select
    decided.decision_code,
    decided.supersedes_submission_id,
    decided.superseded_by_submission_id,
    decided.decided_by,
    decided.reason_es,
    decided.reason_en,
    decided.overlap_share,
    coalesce(landed.part_id, decided.part_id) as part_id,
    coalesce(landed.submission_id, decided.submission_id) as submission_id,
    coalesce(landed.organisation_code, decided.organisation_code) as organisation_code,
    coalesce(landed.month_code, decided.month_code) as month_code,
    decided.superseded_by_submission_id is not null as is_superseded,
    decided.superseded_by_submission_id is not null
    and coalesce(decided.decision_code in ('asked', 'repeat'), false) as is_held,
    coalesce(landed.organisation_code, decided.organisation_code) is not null
    and coalesce(landed.month_code, decided.month_code) is not null as is_placed

from landed
full outer join decided
    on landed.part_id = decided.part_id
