{#-
    Common table expressions up to `restatements`: the figures that moved between two releases and why, for each row of
    `pairs` (from_serial, to_serial). One text for rpt_restatements (each release and the one before) and for the table
    macro restatements_between (any two). A figure of a month that the earlier release had not published yet is no
    restatement. `string_agg` is Spark's `listagg`.
-#}
{% macro restated_figures(figures, releases, contributions) -%}
{%- set causes = {
    'correction': {'es': 'Corrección de un archivo', 'en': 'Correction of a file'},
    'late_submission': {'es': 'Archivo recibido fuera de plazo', 'en': 'File received after the deadline'},
    'new_submission': {'es': 'Archivo nuevo', 'en': 'New file'},
    'withdrawn_submission': {'es': 'Archivo retirado', 'en': 'Withdrawn file'},
    'override': {'es': 'Cifra corregida a mano', 'en': 'Figure corrected by hand'},
    'configuration': {'es': 'Listas o decisiones', 'en': 'Lists or decisions'},
    'code': {'es': 'Código o reglas', 'en': 'Code or rules'},
    'unknown': {'es': 'Sin causa registrada', 'en': 'No recorded cause'}
} -%}
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

-- What begins with the first release of its month is no restatement.
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

),

{{ restatement_causes(releases, contributions) }},

classified as (

    select
        restated.*,
        caused.submission_ids as cause_submission_ids,
        nullif(concat_ws('; ', caused.file_texts, inputs_changed.input_names), '') as cause_note,
        case
            when caused.has_correction then 'correction'
            when caused.has_late then 'late_submission'
            when caused.has_new then 'new_submission'
            when caused.has_withdrawn then 'withdrawn_submission'
            when inputs_changed.has_override and restated.report_name like 'rpt_people_reached%' then 'override'
            when inputs_changed.has_configuration then 'configuration'
            when inputs_changed.has_code then 'code'
            else 'unknown'
        end as cause_type

    from restated
    left join caused
        on
            restated.earlier_serial = caused.earlier_serial
            and restated.later_serial = caused.later_serial
            and restated.figure_id = caused.figure_id
    left join inputs_changed
        on
            restated.earlier_serial = inputs_changed.earlier_serial
            and restated.later_serial = inputs_changed.later_serial

),

restatements as (

    select
        from_releases.release_id as from_release_id,
        to_releases.release_id as to_release_id,
        classified.figure_id,
        classified.report_name,
        classified.month_code,
        classified.region_pcode,
        classified.keys,
        classified.figure_name,
        classified.from_value,
        classified.to_value,
        cast(classified.to_value - classified.from_value as decimal(18, 4)) as change,
        classified.cause_type,
        {% for language in ['es', 'en'] -%}
        case classified.cause_type
            {%- for cause, names in causes.items() %}
            when '{{ cause }}' then '{{ names[language] }}'
            {%- endfor %}
        end as cause_name_{{ language }},
        {% endfor -%}
        classified.cause_submission_ids,
        classified.cause_note

    from classified
    inner join {{ releases }} as from_releases
        on classified.earlier_serial = from_releases.serial
    inner join {{ releases }} as to_releases
        on classified.later_serial = to_releases.serial

)
{%- endmacro %}

{#- The query for any two releases, as a table macro of DuckDB: after or before each other, named wrongly an error. -#}
{% macro restatements_between_macro() -%}
    create or replace macro {{ this.schema }}.restatements_between(one_release, other_release) as table
    with

    pairs as (

        select
            min(serial) as from_serial,
            case
                when count(*) < 2
                    then error('Not two releases: ' || one_release || ', ' || other_release || '; see marts.dim_releases')
                else max(serial)
            end as to_serial

        from marts.dim_releases
        where release_id in (one_release, other_release)

    ),

    {{ restated_figures(
        'reporting.rpt_published_figures', 'marts.dim_releases', 'marts.bridge_releases_submissions'
    ) }}

    select * from restatements
{%- endmacro %}
