{#-
    Common table expressions up to `restated`: the figures that differ between the releases of each row of `pairs`. A
    figure of a month that the earlier release had not published yet is no restatement. Used by restated_figures.
-#}
{% macro moved_figures(figures) -%}
first_published as (

    select
        report_name,
        figure_name,
        month_code,
        min(from_serial) as first_serial

    from {{ figures }}
    group by
        report_name,
        figure_name,
        month_code

),

ended as (

    select
        pairs.from_serial as earlier_serial,
        pairs.to_serial as later_serial,
        figures.*

    from pairs
    inner join {{ figures }} as figures
        on
            pairs.from_serial >= figures.from_serial
            and pairs.from_serial < figures.to_serial
            and pairs.to_serial >= figures.to_serial

),

-- Figures of the first release of a month are not restatements.
begun as (

    select
        pairs.from_serial as earlier_serial,
        pairs.to_serial as later_serial,
        figures.*

    from {{ figures }} as figures
    inner join first_published
        on
            figures.report_name = first_published.report_name
            and figures.figure_name = first_published.figure_name
            and figures.month_code = first_published.month_code
            and figures.from_serial > first_published.first_serial
    inner join pairs
        on
            figures.from_serial > pairs.from_serial
            and figures.from_serial <= pairs.to_serial
            and coalesce(figures.to_serial, pairs.to_serial + 1) > pairs.to_serial
            and first_published.first_serial <= pairs.from_serial

),

restated as (

    select
        ended.figure_value as from_value,
        begun.figure_value as to_value,
        {% for column in [
            'earlier_serial', 'later_serial', 'figure_id', 'report_name', 'month_code', 'first_month_code',
            'region_pcode', 'keys', 'figure_name'
        ] -%}
        coalesce(begun.{{ column }}, ended.{{ column }}) as {{ column }}{{ ',' if not loop.last }}
        {% endfor %}
    from ended
    full join begun
        on
            ended.earlier_serial = begun.earlier_serial
            and ended.later_serial = begun.later_serial
            and ended.figure_id = begun.figure_id
    where ended.figure_value is distinct from begun.figure_value

)
{%- endmacro %}
