-- Every landed row, finding and part belongs to a landed submission, every row finding and every part to landed rows,
-- every accepted finding to a finding, every repair to an accepted row. What is said of the file at a row that is no
-- activity (a row of totals, a header) has scope 'file'.
select
    'row' as orphan_type,
    activities.submission_id,
    activities.source_row

from {{ ref('stg_gtrm_5w__activities') }} as activities
left join {{ ref('stg_gtrm_5w__submissions') }} as submissions
    on activities.submission_id = submissions.submission_id
where submissions.submission_id is null and {{ touched('activities.cycle_month') }}

union all

select
    'finding' as orphan_type,
    findings.submission_id,
    findings.source_row

from {{ ref('stg_gtrm_5w__findings') }} as findings
left join {{ ref('fct_findings') }} as facts
    on findings.finding_id = facts.finding_id
where
    {{ touched('findings.cycle_month') }}
    and (
        facts.finding_id is null
        or (findings.submission_id is not null and facts.submission_status is null)
        or (findings.scope <> 'file' and findings.source_row is not null and facts.activity_row_id is null)
    )

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

union all

select
    'waiver' as orphan_type,
    waived.waived_by as submission_id,
    waived.waiver_line_number as source_row

from {{ ref('stg_gtrm_5w__waived') }} as waived
left join {{ ref('stg_gtrm_5w__findings') }} as findings
    on waived.finding_key = findings.finding_key
where findings.finding_key is null and {{ touched('waived.cycle_month') }}

union all

select
    'repair' as orphan_type,
    repairs.submission_id,
    repairs.source_row

from {{ ref('stg_gtrm_5w__repairs') }} as repairs
left join {{ ref('int_activities_judged') }} as activities
    on repairs.activity_row_id = activities.activity_row_id
where not coalesce(activities.is_accepted, false) and {{ touched('repairs.cycle_month') }}
