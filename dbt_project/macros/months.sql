{#- Month, 'YYYY-MM', that a UTC timestamp falls in at Lima, five hours behind all year. -#}
{% macro month_in_lima(column) -%}
    substr(cast({{ column }} - interval '5' hour as varchar), 1, 7)
{%- endmacro %}
