{#-
    Rows that this run makes anew. An incremental build (`gtrm build`) names the cycle months whose landed files changed
    and the months that their rows report on, the cycle months among them; in a full build, and wherever dbt runs by
    itself, every row is touched. A model that follows this is `incremental` with its column as `unique_key`: all rows
    of the touched months go, so it has to make all of them anew. See docs/decisions/0013.

    column: What to compare. by: whose months to compare it with, cycle_month or month_code; the column's own if left out.
-#}
{% macro touched(column='month_code', by=none) -%}
    {%- set name = by or column.split('.') | last -%}
    {%- set months = var('touched_cycles', []) if name == 'cycle_month' else var('touched_months', []) -%}
    {%- if months -%}
        {{ column }} in ('{{ months | join("', '") }}')
    {%- else -%}
        true
    {%- endif -%}
{%- endmacro %}

{#-
    dbt's question whether an incremental model is made anew as a plain table: unless a build says what is touched. Asked
    when the model runs, so that one parsed project serves builds of all kinds.
-#}
{% macro should_full_refresh() -%}
    {{ return(not var('touched_cycles', [])) }}
{%- endmacro %}

{#-
    Incremental strategy `replace_touched`: the touched months of a table are taken out and put in again, also where
    nothing is left of one (dbt's delete+insert keeps what no new row replaces). Rows of other months are not let in: a
    model that makes too much is slow, but right. In Spark: insert_overwrite by partition.
-#}
{% macro get_incremental_replace_touched_sql(arguments) -%}
    {%- set columns = arguments['dest_columns'] | map(attribute='quoted') | join(', ') -%}
    {%- set is_touched = touched(arguments['unique_key']) -%}
    delete from {{ arguments['target_relation'] }}
    where {{ is_touched }};

    insert into {{ arguments['target_relation'] }} ({{ columns }})
    select {{ columns }}
    from {{ arguments['temp_relation'] }}
    where {{ is_touched }};
{%- endmacro %}
