{#- The schema is told by the first word of a name, exactly as written here: marts, never `main_marts`. -#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {%- set schemas = {
        'ref': 'seeds', 'stg': 'staging', 'int': 'intermediate', 'dim': 'marts', 'fct': 'marts', 'bridge': 'marts',
        'rpt': 'reporting'
    } -%}
    {{ schemas.get(node.name.split('_')[0], custom_schema_name or target.schema) | trim }}
{%- endmacro %}
