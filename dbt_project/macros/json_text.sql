{#- The columns as one JSON object of texts, in their order: {"measure_code":"new"}; a null stays null. -#}
{% macro json_text(columns) -%}
    '{'
    {%- for column in columns %}
    || '"{{ column }}":'
    || coalesce('"' || replace(replace(cast({{ column }} as varchar), '\', '\\'), '"', '\"') || '"', 'null')
    {{- " || ','" if not loop.last }}
    {%- endfor %}
    || '}'
{%- endmacro %}
