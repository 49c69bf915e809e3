{#- What a reviewer's decision and a finding have in common; findings alike in all of it are decided together. -#}
{% macro finding_key() -%}
    {{ row_key([
        'cycle_month', 'submission_id', 'sheet_name', 'source_row', 'rule_id', 'field_name', 'column_name',
        'reported_value'
    ]) }}
{%- endmacro %}
