{#- First day of a date as a list writes it ('2018', '2018-03' or '2018-03-09'; blank: null). -#}
{% macro period_start(column) -%}
    cast(
        nullif(trim({{ column }}), '') || case length(trim({{ column }}))
            when 4 then '-01-01'
            when 7 then '-01'
            else ''
        end as date
    )
{%- endmacro %}

{#- Last day of a date as a list writes it: of the year, of the month, or the day itself. -#}
{% macro period_end(column) -%}
    case length(trim({{ column }}))
        when 4 then cast({{ period_start(column) }} + interval '1' year - interval '1' day as date)
        when 7 then last_day({{ period_start(column) }})
        else {{ period_start(column) }}
    end
{%- endmacro %}
