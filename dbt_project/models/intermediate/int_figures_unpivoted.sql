{#-
    The figures whose history is kept: report, the columns that tell its rows apart beside month and region, figures.
    `only`: rows that are published as the figure; what they are chosen from is in the report's other entry.
    `first_month`: the month that a figure counts from, where it is not its own.
    One reference per report: this model exists to bring them together.
-#}
{%- set methods = ['aggregation_model', 'measure_code'] -%}
{%- set reports = [
    {'name': 'rpt_people_reached', 'keys': methods, 'figures': ['people_reached_count']},
    {'name': 'rpt_people_reached', 'only': 'is_registered', 'keys': [], 'figures': ['people_reached_count']},
    {
        'name': 'rpt_people_reached_by_population', 'keys': methods + ['population_code'],
        'figures': ['people_count']
    },
    {
        'name': 'rpt_people_reached_by_population', 'only': 'is_registered', 'keys': ['population_code'],
        'figures': ['people_count']
    },
    {
        'name': 'rpt_people_reached_cumulated', 'keys': methods, 'figures': ['people_reached_cumulated_count'],
        'first_month': 'first_month_code'
    },
    {'name': 'rpt_age_sex', 'keys': methods + ['age_sex_code'], 'figures': ['people_count']},
    {'name': 'rpt_age_sex', 'only': 'is_registered', 'keys': ['age_sex_code'], 'figures': ['people_count']},
    {
        'name': 'rpt_subgroup_reach', 'keys': ['subgroup_code', 'population_code'],
        'figures': ['people_total_count', 'people_new_count']
    },
    {'name': 'rpt_subgroup_organisations', 'keys': ['subgroup_code'], 'figures': ['organisation_count']},
    {
        'name': 'rpt_activity_outputs', 'keys': ['output_code', 'activity_name', 'unit_name'],
        'figures': ['quantity', 'organisation_count']
    },
    {
        'name': 'rpt_cash', 'keys': ['sector_code', 'mechanism_code'],
        'figures': ['amount_usd', 'people_total_count', 'people_new_count']
    },
] -%}
with

figures as (

    {%- for report in reports %}
    {%- set keys = (['is_registered'] if report.only else []) + report['keys'] %}
    {%- for figure in report.figures %}

    select
        '{{ report.name }}' as report_name,
        month_code,
        {{ report.first_month or 'month_code' }} as first_month_code,
        {{ report.region or 'region_pcode' }} as region_pcode,
        {{ json_text(keys) }} as keys, -- noqa: RF04
        '{{ figure }}' as figure_name,
        cast({{ figure }} as decimal(18, 4)) as figure_value

    from {{ ref(report.name) }}
    where {{ figure }} is not null{{ ' and ' ~ report.only if report.only }}
    {{ 'union all' if not loop.last }}
    {%- endfor %}
    {{ 'union all' if not loop.last }}
    {%- endfor %}

)

select
    {{ row_key(['report_name', 'month_code', 'region_pcode', 'keys', 'figure_name']) }} as figure_id,
    report_name,
    month_code,
    first_month_code,
    region_pcode,
    keys,
    figure_name,
    figure_value

from figures
