with

placed as (

    select * from {{ ref('int_findings_placed') }}
    where {{ touched('cycle_month') }}

),

compared as (

    select * from {{ ref('int_findings_compared') }}

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
    case when compared.is_fixed then placed.superseded_by_submission_id end as fixed_by_submission_id,
    coalesce(compared.is_fixed, false) as is_fixed_by_later_version,
    compared.is_new as is_new_in_correction,
    -- A refused file does not count, but it must be corrected until its next version is received.
    not placed.is_current
    and (coalesce(placed.submission_status, '') <> 'refused' or coalesce(compared.is_fixed, false)) as is_superseded

from placed
left join compared
    on placed.finding_id = compared.finding_id
