{#-
    The figures whose history is kept: report, the columns that tell its rows apart beside month and region, figures.
    `by_method`: also told apart by counting model and measure; its registered rows come once more without them.
    `first_month`: the month that a figure counts from, where it is not its own. `region`: where it is not one.
    One reference per report: this model exists to bring them together.
-#}
{%- set methods = ['aggregation_model', 'measure_code'] -%}
{%- set none_text = 'cast(null as varchar)' -%}
{%- set reports = [
    {'name': 'rpt_people_reached', 'by_method': true, 'keys': [], 'figures': ['people_reached_count']},
    {
        'name': 'rpt_people_reached_by_population', 'by_method': true, 'keys': ['population_code'],
        'figures': ['people_count']
    },
    {'name': 'rpt_age_sex', 'by_method': true, 'keys': ['age_sex_code'], 'figures': ['people_count']},
    {
        'name': 'rpt_people_reached_mesas', 'by_method': true, 'region': none_text, 'keys': ['mesa_code'],
        'figures': ['people_reached_count']
    },
    {
        'name': 'rpt_people_reached_country', 'by_method': true, 'region': none_text, 'keys': ['country_code'],
        'figures': ['people_reached_count', 'people_regions_count', 'people_nationwide_count']
    },
    {
        'name': 'rpt_people_reached_cumulated', 'keys': methods, 'figures': ['people_reached_cumulated_count'],
        'first_month': 'first_month_code'
    },
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
    {
        'name': 'rpt_coverage', 'keys': ['population_code', 'subgroup_code'],
        'figures': [
            'people_reached_cumulated_count', 'people_reached_month_count', 'people_targeted_count',
            'people_in_need_count', 'coverage_share'
        ],
        'first_month': "concat(substr(month_code, 1, 4), '-01')"
    },
    {
        'name': 'rpt_service_days', 'keys': ['mesa_code', 'service_day_id'],
        'figures': ['days_count', 'persons_count', 'services_count']
    },
] -%}
{%- set count = namespace(selects=0) -%}
with

figures as (

    {%- for report in reports %}
    {%- for choice in ([methods, ['is_registered']] if report.by_method else [[]]) %}
    {%- for figure in report.figures %}
    {{ 'union all' if count.selects }}
    {%- set count.selects = count.selects + 1 %}
    select
        '{{ report.name }}' as report_name,
        month_code,
        {{ report.first_month or 'month_code' }} as first_month_code,
        {{ report.region or 'region_pcode' }} as region_pcode,
        {{ json_text(choice + report['keys']) }} as keys, -- noqa: RF04
        '{{ figure }}' as figure_name,
        cast({{ figure }} as decimal(18, 4)) as figure_value

    from {{ ref(report.name) }}
    where {{ figure }} is not null{{ ' and is_registered' if choice == ['is_registered'] }}
    {%- endfor %}
    {%- endfor %}
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
