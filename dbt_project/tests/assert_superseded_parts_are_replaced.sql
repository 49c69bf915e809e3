-- Superseding loses nobody without a message and counts nobody twice: of every organisation and month a part counts,
-- unless its rows were moved to another organisation or month, or a finding says that the file that counts no longer
-- has them; and a superseded part does not count.
with

parts as (

    select * from {{ ref('fct_submission_parts') }}
    where organisation_code is not null and month_code is not null

),

moved as (

    select superseded.*
    from parts as superseded
    inner join parts as superseding
        on
            superseded.superseded_by_submission_id = superseding.submission_id
            and (
                superseded.organisation_code = superseding.organisation_code
                or superseded.month_code = superseding.month_code
            )
    left join parts as answered
        on
            superseded.superseded_by_submission_id = answered.submission_id
            and superseded.organisation_code = answered.organisation_code
            and superseded.month_code = answered.month_code
    where superseding.is_current and answered.submission_id is null

),

-- 5W-571: rows that a file no longer has from the file that it replaces.
told as (

    select parts.*
    from parts
    inner join {{ ref('fct_findings') }} as findings
        on
            parts.submission_id = findings.related_submission_id
            and findings.rule_id = '5W-571'

)

select
    'lost' as problem_type,
    parts.organisation_code,
    parts.month_code,
    max(parts.submission_id) as submission_id

from parts
left join moved
    on
        parts.organisation_code = moved.organisation_code
        and parts.month_code = moved.month_code
left join told
    on
        parts.organisation_code = told.organisation_code
        and parts.month_code = told.month_code
where moved.submission_id is null and told.submission_id is null
group by
    parts.organisation_code,
    parts.month_code
having sum(case when parts.is_current then 1 else 0 end) = 0

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
