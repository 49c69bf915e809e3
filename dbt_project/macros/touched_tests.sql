{#- The column by which the tested model is made anew in this run; none if it is made in full. -#}
{% macro touched_column() -%}
    {%- set tested = graph.nodes.get(model.attached_node, {}) if execute and var('touched_cycles', []) else {} -%}
    {%- if tested and tested.config.materialized == 'incremental' -%}
        {{ return(tested.config.unique_key) }}
    {%- endif -%}
    {{ return(none) }}
{%- endmacro %}

{#- dbt's hook before a generic test: one of an incremental model looks at what this run has made anew. -#}
{% macro get_where_subquery(relation) -%}
    {%- set asked = [config.get('where')] if config.get('where') else [] -%}
    {%- set column = touched_column() -%}
    {%- set conditions = asked + ([touched(column)] if column else []) -%}
    {%- if conditions -%}
        {{ return('(select * from ' ~ relation ~ ' where ' ~ conditions | join(' and ') ~ ') as tested') }}
    {%- endif -%}
    {{ return(relation) }}
{%- endmacro %}
