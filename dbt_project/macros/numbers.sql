{#- Text to bigint: a whole number of zero or more, or null. -#}
{% macro whole_number(column) -%}
    cast(case when regexp_full_match(cast({{ column }} as varchar), '[0-9]{1,18}') then {{ column }} end as bigint)
{%- endmacro %}

{#- Integers to the whole part of their quotient; integer division is spelled differently by every engine. -#}
{% macro whole_quotient(numerator, denominator) -%}
    cast(({{ numerator }} - ({{ numerator }}) % ({{ denominator }})) / ({{ denominator }}) as bigint)
{%- endmacro %}

{#- Integers to their quotient rounded half to even; exact, because no floating point decides what a half is. -#}
{% macro half_even_quotient(numerator, denominator) -%}
    {%- set whole = whole_quotient(numerator, denominator) -%}
    {%- set twice_rest = "2 * ((" ~ numerator ~ ") % (" ~ denominator ~ "))" -%}
    {{ whole }} + case
        when {{ twice_rest }} > {{ denominator }} then 1
        when {{ twice_rest }} = {{ denominator }} then {{ whole }} % 2
        else 0
    end
{%- endmacro %}
