with

source as (

    select * from {{ source('gtrm_5w', 'parts') }}

),

renamed as (

    select
        ---------- ids
        {{ row_key(['submission_id', 'organisation_code', 'month_code']) }} as part_id,
        cast(submission_id as varchar) as submission_id,
        cast(organisation_code as varchar) as organisation_code,
        cast(month_code as varchar) as month_code,

        ---------- decision
        cast(decision_code as varchar) as decision_code,
        cast(supersedes_submission_id as varchar) as supersedes_submission_id,
        cast(superseded_by_submission_id as varchar) as superseded_by_submission_id,
        cast(decided_by as varchar) as decided_by,
        cast(reason_es as varchar) as reason_es,
        cast(reason_en as varchar) as reason_en,
        cast(overlap_share as double) as overlap_share

    from source

)

select * from renamed
