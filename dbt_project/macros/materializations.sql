{#-
    How models are made. A build writes a file that nobody reads before it is finished, and that is thrown away if anything
    fails. So a table is made under its own name with its comments, in one statement; dbt's own way (another name, then
    renames, columns and comments asked for one by one) costs three times as much. See docs/decisions/0020.
-#}
{% materialization table, adapter='duckdb' %}
    {{ return(make_anew('table')) }}
{% endmaterialization %}


{% materialization view, adapter='duckdb' %}
    {{ return(make_anew('view')) }}
{% endmaterialization %}


{#- A table made anew, or the touched months of it: see macros/touched.sql. -#}
{% materialization incremental, adapter='duckdb' %}
    {%- set before = load_cached_relation(this) -%}
    {%- if should_full_refresh() or before is none or not before.is_table -%}
        {{ return(make_anew('table')) }}
    {%- endif -%}
    {%- set relation = this.incorporate(type='table') -%}
    {%- set made = make_temp_relation(relation) -%}
    {{ run_hooks(pre_hooks) }}
    {%- do run_query(create_table_as(true, made, sql)) -%}
    {%- set columns = adapter.get_columns_in_relation(relation) -%}
    {%- set others = adapter.get_columns_in_relation(made) | map(attribute='name') | sort -%}
    {%- if columns | map(attribute='name') | sort != others -%}
        {%- do exceptions.raise_compiler_error('The columns have changed: ' ~ others | join(', ') ~ '. Build in full.') -%}
    {%- endif -%}
    {%- call statement('main') -%}
        {{ get_incremental_replace_touched_sql({
            'dest_columns': columns, 'target_relation': relation, 'temp_relation': made,
            'unique_key': config.get('unique_key'),
        }) }}
        drop table {{ made }};
    {%- endcall -%}
    {{ run_hooks(post_hooks) }}
    {%- do adapter.commit() -%}
    {{ return({'relations': [relation]}) }}
{% endmaterialization %}


{% macro make_anew(kind) -%}
    {%- set before = load_cached_relation(this) -%}
    {%- set relation = this.incorporate(type=kind) -%}
    {{ run_hooks(pre_hooks) }}
    {%- call statement('main') -%}
        {%- if before is not none %}
        drop {{ before.type }} {{ before }};
        {%- endif %}
        {{ create_table_as(false, relation, sql) if kind == 'table' else get_create_view_as_sql(relation, sql) }}
        {{ comments_on(relation) }}
    {%- endcall -%}
    {{ run_hooks(post_hooks) }}
    {%- do adapter.commit() -%}
    {{ return({'relations': [relation]}) }}
{%- endmacro %}


{#- The descriptions that the model's `persist_docs` asks for; a column of the YAML that is not there is an error. -#}
{% macro comments_on(relation) -%}
    {%- if config.persist_relation_docs() and model.description %}
    comment on {{ relation.type }} {{ relation }} is '{{ model.description | replace("'", "''") }}';
    {%- endif %}
    {%- if config.persist_column_docs() %}
        {%- for column in model.columns.values() %}
    comment on column {{ relation }}."{{ column.name }}" is '{{ column.description | replace("'", "''") }}';
        {%- endfor %}
    {%- endif %}
{%- endmacro %}


{#- dbt's check of a contract, which compares names and types one by one: only where they are not the same anyway. -#}
{% macro assert_columns_equivalent(sql) -%}
    {%- set made = adapter.get_column_schema_from_query(get_empty_subquery_sql(sql, config.get('sql_header'))) -%}
    {%- set promised = adapter.get_column_schema_from_query(get_empty_schema_sql(model.columns)) -%}
    {%- if made | sort(attribute='name') | map(attribute='name') | list != promised | sort(attribute='name') | map(attribute='name') | list
        or made | sort(attribute='name') | map(attribute='dtype') | list != promised | sort(attribute='name') | map(attribute='dtype') | list -%}
        {{ dbt.assert_columns_equivalent(sql) }}
    {%- endif -%}
{%- endmacro %}


{#- dbt's way of sending SQL, without a second file of the same SQL for each model and test. -#}
{% macro statement(name=none, fetch_result=false, auto_begin=true, language='sql') -%}
    {%- if execute -%}
        {%- set response, table = adapter.execute(caller(), auto_begin=auto_begin, fetch=fetch_result) -%}
        {%- if name is not none -%}
            {{ store_result(name, response=response, agate_table=table) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
