-- Superseding loses nobody and doubles nobody: of every organisation and month some part counts, and what a part
-- supersedes does not count beside it.
with

parts as (

    select * from {{ ref('fct_submission_parts') }}
    where organisation_code is not null and month_code is not null

)

select
    'lost' as problem_type,
    organisation_code,
    month_code,
    max(submission_id) as submission_id

from parts
group by
    organisation_code,
    month_code
having sum(case when is_current then 1 else 0 end) = 0

union all

select
    'doubled' as problem_type,
    superseding.organisation_code,
    superseding.month_code,
    superseded.submission_id

from parts as superseding
inner join parts as superseded
    on
        superseding.supersedes_submission_id = superseded.submission_id
        and superseding.organisation_code = superseded.organisation_code
        and superseding.month_code = superseded.month_code
where superseding.is_current and superseded.is_current
