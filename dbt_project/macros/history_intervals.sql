{#-
    What earlier releases had (`earlier`, runs of releases: from_serial to before to_serial, null while it holds) and
    what this one has (`present`) as runs of releases. A row of `earlier` that stands in `present` with the same
    `compared` values goes on, another one ends with this release; what is new in `present` begins with it.
    `this_release` has the one serial of this release.
-#}
{% macro history_intervals(key, columns, compared) -%}
    {%- set same -%}
        {%- for column in compared %}earlier.{{ column }} is not distinct from present.{{ column }}{{ ' and ' if not loop.last }}{% endfor -%}
    {%- endset -%}
    select
        {% for column in [key] + columns -%}
        earlier.{{ column }},
        {% endfor -%}
        earlier.from_serial,
        case
            when earlier.to_serial is not null then earlier.to_serial
            when present.{{ key }} is null or not ({{ same }}) then this_release.serial
        end as to_serial

    from earlier
    cross join this_release
    left join present
        on earlier.{{ key }} = present.{{ key }}

    union all

    select
        {% for column in [key] + columns -%}
        present.{{ column }},
        {% endfor -%}
        this_release.serial as from_serial,
        cast(null as integer) as to_serial

    from present
    cross join this_release
    left join earlier
        on present.{{ key }} = earlier.{{ key }} and earlier.to_serial is null
    where earlier.{{ key }} is null or not ({{ same }})
{%- endmacro %}
