with

findings as (

    select * from {{ ref('stg_gtrm_5w__findings') }}
    where {{ touched('cycle_month') }}

),

waived as (

    select * from {{ ref('stg_gtrm_5w__waived') }}
    where {{ touched('cycle_month') }}

)

select
    {% for column in [
        'finding_id', 'finding_key', 'submission_id', 'cycle_month', 'rule_id', 'file_name', 'sheet_name',
        'source_row', 'field_name', 'column_name', 'reported_value', 'rule_alias', 'severity', 'scope',
        'title_es', 'title_en', 'hint_es', 'hint_en', 'suggested_value', 'rows_affected_count',
        'related_submission_id', 'related_sheet_name', 'related_source_row'
    ] -%}
    findings.{{ column }},
    {% endfor -%}
    waived.waived_by,
    waived.waived_on_date,
    waived.waiver_reason,
    waived.waived_to_month,
    waived.finding_key is not null as is_waived

from findings
left join waived
    on findings.finding_key = waived.finding_key
