with

share_gaps as (

    select * from {{ ref('int_share_gaps_named') }}

),

population_gaps as (

    select * from {{ ref('int_population_gaps_named') }}

),

notes as (

    select
        'maxsector_2022' as aggregation_model,
        month_code,
        region_pcode,
        measure_code,
        'Sin proporciones; se usan las edades reportadas en: ' || sector_names || '.' as method_note
    from share_gaps

    {% for model in ['maxsector_2022', 'maxsector_reported'] -%}
    union all

    select
        '{{ model }}' as aggregation_model,
        month_code,
        region_pcode,
        measure_code,
        'No cuenta a personas sin grupo de población de esta medida, en: ' || sector_names || '.' as method_note
    from population_gaps

    {% endfor %}
)

select
    aggregation_model,
    month_code,
    region_pcode,
    measure_code,
    string_agg(method_note, ' ' order by method_note) as method_note

from notes
group by
    aggregation_model,
    month_code,
    region_pcode,
    measure_code
