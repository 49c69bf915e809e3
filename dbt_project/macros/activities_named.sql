{#-
    The rows of fct_activities whose typed project or donor is on the list of these: a text may hold several, divided by
    semicolons. The code or a name is meant, in either language, with or without what follows in brackets; capitals and
    accents do not matter. `string_split` with unnest is Spark's explode(split(...)), strip_accents a translate there.
-#}
{% macro activities_named(what) -%}
{%- set names = [what ~ '_code', what ~ '_name_es', what ~ '_name_en'] -%}
with

activities as (

    select
        activity_row_id,
        month_code,
        unnest(string_split({{ what }}_name, ';')) as typed_name

    from {{ ref('fct_activities') }}
    where {{ what }}_name is not null and {{ touched() }}

),

known as (

    {% for name in names -%}
    {% for text in [name, "split_part(" ~ name ~ ", ' (', 1)"] -%}
    select
        {{ what }}_code,
        {{ plain_text(text) }} as plain_name
    from {{ ref('dim_' ~ what ~ 's') }}
    {{ 'union' if not (loop.last and name == names[-1]) }}
    {% endfor -%}
    {% endfor %}
)

select distinct
    {{ row_key(['activities.activity_row_id', 'known.' ~ what ~ '_code']) }} as activity_{{ what }}_id,
    activities.activity_row_id,
    activities.month_code,
    known.{{ what }}_code

from activities
inner join known
    on {{ plain_text('activities.typed_name') }} = known.plain_name
{%- endmacro %}

{#- A name as it is compared: small letters, no accents, no blanks around it. -#}
{% macro plain_text(column) -%}
    lower(strip_accents(trim({{ column }})))
{%- endmacro %}
