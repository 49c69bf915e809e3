{#-
    The columns together are a key: no part is null and no combination comes twice. One query instead of several. Rows
    made anew in this run are compared with each other and, if their month is no part of the key, with all others.
-#}
{% test is_key(model, columns) %}
{%- set listed = columns | join(', ') -%}
{%- set column = touched_column() %}
select {{ listed }}
from {{ model }}
group by {{ listed }}
having count(*) > 1 or {{ columns | join(' is null or ') }} is null
{%- if column and column not in columns %}

union all

select {{ listed }}
from {{ graph.nodes[context['model'].attached_node].relation_name }}
where not {{ touched(column) }} and ({{ listed }}) in (select ({{ listed }}) from {{ model }})
{%- endif %}
{% endtest %}
