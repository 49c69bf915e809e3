with

placed as (

    select * from {{ ref('int_findings_placed') }}
    where {{ touched('cycle_month') }}

),

-- A later version may have come in any cycle month.
defects as (

    select distinct
        later.submission_id,
        later.defect_key

    from {{ ref('int_findings_placed') }} as later
    inner join placed
        on later.submission_id = placed.superseded_by_submission_id

)

select
    {% for column in [
        'finding_id', 'submission_id', 'activity_row_id', 'cycle_month', 'organisation_code', 'region_pcode',
        'version_number', 'known_at', 'submission_status', 'is_current', 'rule_id', 'rule_alias', 'severity', 'scope',
        'file_name', 'sheet_name', 'source_row', 'field_name', 'column_name', 'reported_value', 'suggested_value',
        'rows_affected_count', 'related_submission_id', 'related_sheet_name', 'related_source_row', 'title_es',
        'title_en', 'hint_es', 'hint_en', 'is_waived', 'waived_by', 'waived_on_date', 'waiver_reason',
        'waived_to_month'
    ] -%}
    placed.{{ column }},
    {% endfor -%}
    case when defects.defect_key is null then placed.superseded_by_submission_id end as fixed_by_submission_id,
    placed.superseded_by_submission_id is not null and defects.defect_key is null as is_fixed_by_later_version

from placed
left join defects
    on
        placed.superseded_by_submission_id = defects.submission_id
        and placed.defect_key = defects.defect_key
