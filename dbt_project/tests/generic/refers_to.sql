{#-
    Each code of these columns is in its list. One query for a table; it stops with the column and the code that it
    found, so that whoever reads dbt's message knows what to look for.

    columns: column of the tested table -> [relation, its column].
-#}
{% test refers_to(model, columns) %}
{%- set table = (context['model'].attached_node or '').split('.') | last %}
{%- for column, (list, field) in columns.items() %}
select error('{{ table }}.{{ column }}: ' || {{ column }} || ' is not in {{ list.identifier }}') as missing
from {{ model }}
where {{ column }} not in (select {{ field }} from {{ list }} where {{ field }} is not null)
{{ 'union all' if not loop.last }}
{%- endfor %}
{% endtest %}
