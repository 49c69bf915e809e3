{#- The moment that statuses are judged at, as a UTC timestamp literal: GTRM_AS_OF (ISO 8601), else the start of the run. -#}
{% macro as_of() -%}
    {%- set asked = env_var('GTRM_AS_OF', '') -%}
    {%- if asked -%}
        {%- set moment = modules.datetime.datetime.fromisoformat(asked) -%}
        {%- if moment.tzinfo -%}
            {%- set moment = moment.astimezone(modules.pytz.utc) -%}
        {%- endif -%}
    {%- else -%}
        {%- set moment = run_started_at -%}
    {%- endif -%}
    cast('{{ moment.strftime("%Y-%m-%d %H:%M:%S") }}' as timestamp)
{%- endmacro %}
