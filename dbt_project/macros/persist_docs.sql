{#-
    Comments of published tables, for BI tools and whoever opens a release: all of one table in one statement. Private
    tables have none. dbt's own way asks for the columns first, which a contract has settled.
-#}
{% macro duckdb__persist_docs(relation, model, for_relation, for_columns) -%}
    {%- if model.get('contract', {}).get('enforced') -%}
        {%- set comments -%}
            comment on {{ relation.type }} {{ relation }} is {{ duckdb_escape_comment(model.description) }};
            {% for column in model.columns.values() -%}
            comment on column {{ relation }}.{{ adapter.quote(column.name) }} is {{ duckdb_escape_comment(column.description) }};
            {% endfor -%}
        {%- endset -%}
        {%- do run_query(comments) -%}
    {%- endif -%}
{%- endmacro %}
