{#- The patterns of src/gtrm/core/figures.py, which says what a figure is; a test holds the two together. -#}
{% macro reads_as_figure(column, pattern) -%}
    regexp_full_match({{ figure_text(column) }}, '{{ pattern }}')
    and not regexp_full_match({{ figure_text(column) }}, '-?[1-9][0-9]{0,2}([.][0-9]{3})+')
{%- endmacro %}

{#- A cell without the blanks around it: space, tab, line ends, no-break space. -#}
{% macro figure_text(column) -%}
    trim(cast({{ column }} as varchar), ' ' || chr(9) || chr(13) || chr(10) || chr(160))
{%- endmacro %}

{#- Text to bigint: a whole number of zero or more ('12', and '12.0' as validation reads it), or null. -#}
{% macro whole_number(column) -%}
    case
        when
            {{ reads_as_figure(column, '-?[0-9]{1,15}([.]0+)?') }}
            and try_cast({{ figure_text(column) }} as decimal(38, 9)) >= 0
            then cast(try_cast({{ figure_text(column) }} as decimal(38, 9)) as bigint)
    end
{%- endmacro %}

{#- Text to an amount of two decimals: digits with at most a decimal point, or null. -#}
{% macro figure(column) -%}
    case
        when {{ reads_as_figure(column, '-?[0-9]{1,15}([.][0-9]+)?') }}
            then try_cast({{ figure_text(column) }} as decimal(18, 2))
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
