{#- Common table expressions up to `measured`: the columns of each Pin row, once for its total and once for its new people. -#}
{% macro pin_rows_measured(columns) -%}
pin_rows as (

    select * from {{ ref('fct_activities') }}
    where indicator_type = 'pin' and {{ touched() }}

),

measured as (

    {% for measure in ['total', 'new'] -%}
    select
        {{ columns | join(',\n        ') }},
        '{{ measure }}' as measure_code,
        people_{{ measure }}_count as people_count
    from pin_rows
    {{ 'union all' if not loop.last }}
    {% endfor %}

)
{%- endmacro %}
