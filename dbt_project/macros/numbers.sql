{#- Text to bigint: a whole number of zero or more ('12', and '12.0' as validation reads it), or null. -#}
{% macro whole_number(column) -%}
    case
        when
            regexp_full_match(cast({{ column }} as varchar), '-?[0-9]{1,15}([.]0+)?')
            and try_cast({{ column }} as decimal(38, 9)) >= 0
            then cast(try_cast({{ column }} as decimal(38, 9)) as bigint)
    end
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
