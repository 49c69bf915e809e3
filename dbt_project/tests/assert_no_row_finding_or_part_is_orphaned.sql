-- Every landed row, finding and part belongs to a landed submission, every row finding and every part to landed rows.
select
    'row' as orphan_type,
    activities.submission_id,
    activities.source_row

from {{ ref('stg_gtrm_5w__activities') }} as activities
left join {{ ref('stg_gtrm_5w__submissions') }} as submissions
    on activities.submission_id = submissions.submission_id
where submissions.submission_id is null

union all

select
    'finding' as orphan_type,
    findings.submission_id,
    findings.source_row

from {{ ref('stg_gtrm_5w__findings') }} as findings
left join {{ ref('fct_findings') }} as facts
    on findings.finding_id = facts.finding_id
where
    facts.finding_id is null
    or (findings.source_row is not null and facts.activity_row_id is null)

union all

select
    'part' as orphan_type,
    parts.submission_id,
    null as source_row

from {{ ref('stg_gtrm_5w__parts') }} as parts
left join {{ ref('fct_submission_parts') }} as facts
    on parts.part_id = facts.part_id
where
    facts.part_id is null
    or (parts.decision_code <> 'nothing_to_report' and facts.rows_received_count = 0)
