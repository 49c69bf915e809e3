{#-
    Whether a row of fct_activities has a breakdown at all. Exports write 0 where nobody broke anything down: figures
    that are all 0 under a positive measure break nothing down, and count as blank (docs/counting.md).

    columns: the breakdown's figures, such as the five populations.
-#}
{% macro is_broken_down(columns) -%}
    not (
        greatest({{ columns | join(', ') }}) = 0
        and coalesce({{ people_broken_down() }}, 0) > 0
    )
{%- endmacro %}

{#- The people that a row's populations and ages break down: its new ones or its total. -#}
{% macro people_broken_down() -%}
    case when population_measure_code = 'new' then people_new_count else people_total_count end
{%- endmacro %}
