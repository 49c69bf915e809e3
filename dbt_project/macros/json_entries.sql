{#-
    Two columns of a select list, entry_key and entry_value (text): one row per key of a JSON object of plain values;
    a null object gives no row. In Spark: explode(from_json(column, 'map<string, string>')) as (entry_key, entry_value).
-#}
{% macro json_entries(column) -%}
    unnest(map_keys(cast(cast({{ column }} as json) as map (varchar, varchar)))) as entry_key,
    unnest(map_values(cast(cast({{ column }} as json) as map (varchar, varchar)))) as entry_value
{%- endmacro %}
{#- The plain value of one key of a JSON object, as text; null where there is none. Spark: get_json_object. -#}
{% macro json_entry(column, key) -%}
    json_extract_string({{ column }}, '$.{{ key }}')
{%- endmacro %}
