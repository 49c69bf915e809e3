{#-
    Common table expressions up to `restatements`: the figures that moved between two releases and why, for each row of
    `pairs` (from_serial, to_serial). One text for rpt_restatements (each release and the one before) and for the table
    macro restatements_between (any two). `string_agg` is Spark's `listagg`.
-#}
{% macro restated_figures(figures, releases, contributions, mesas_regions) -%}
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
{{ moved_figures(figures) }},

{{ changed_submissions(contributions, mesas_regions) }},

{{ changed_inputs(releases) }},

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
