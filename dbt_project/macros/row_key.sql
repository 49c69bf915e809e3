{#- A 60-bit integer key from the columns' text: 15 hex digits of md5, so that it fits a signed bigint. -#}
{% macro row_key(columns) -%}
    cast(
        concat('0x', substr(md5(concat_ws('|',
        {%- for column in columns %} coalesce(cast({{ column }} as varchar), ''){{ ',' if not loop.last }}{% endfor -%}
        )), 1, 15)) as bigint
    )
{%- endmacro %}
