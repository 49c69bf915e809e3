{%- set figures = {
    'cva_value': 'cva_amount_usd',
    'output_quantity': 'output_quantity',
    'total_beneficiaries': 'people_total_count',
    'new_beneficiaries': 'people_new_count',
    'in_destination': 'in_destination_count',
    'in_transit': 'in_transit_count',
    'host_community': 'host_community_count',
    'pendulars': 'pendulars_count',
    'returnees': 'returnees_count',
    'girls': 'girls_count',
    'boys': 'boys_count',
    'women': 'women_count',
    'men': 'men_count',
    'other_under18': 'other_under18_count',
    'other_above18': 'other_above18_count'
} -%}
with

columns_counted as (

    select * from {{ ref('stg_gtrm_5w__columns') }}
    where {{ touched('cycle_month') }}

),

reported as (

    select * from {{ ref('stg_gtrm_5w__activities') }}
    where {{ touched('cycle_month') }}

),

judged as (

    select
        activity_row_id,
        is_accepted,
        is_current

    from {{ ref('int_activities_judged') }}
    where {{ touched('cycle_month') }}

),

-- The reported figure, not the repaired one.
figures as (

    {% for field_name, column in figures.items() -%}
    select
        reported.submission_id,
        reported.sheet_name,
        '{{ field_name }}' as field_name,
        sum(case when judged.is_accepted and judged.is_current then reported.{{ column }} end) as counted_sum,
        sum(case when judged.is_accepted and not judged.is_current then reported.{{ column }} end) as superseded_sum,
        sum(case when not judged.is_accepted then reported.{{ column }} end) as quarantined_sum

    from reported
    inner join judged
        on reported.activity_row_id = judged.activity_row_id
    group by
        reported.submission_id,
        reported.sheet_name

    {%- if not loop.last %}

    union all

    {% endif %}
    {%- endfor %}

)

select
    columns_counted.column_sum_id,
    columns_counted.submission_id,
    columns_counted.cycle_month,
    columns_counted.file_name,
    columns_counted.sheet_name,
    columns_counted.column_letter,
    columns_counted.column_name,
    columns_counted.field_name,
    columns_counted.cells_count,
    columns_counted.file_sum,
    columns_counted.landed_sum,
    cast(coalesce(figures.counted_sum, 0) as double) as counted_sum,
    cast(coalesce(figures.superseded_sum, 0) as double) as superseded_sum,
    cast(coalesce(figures.quarantined_sum, 0) as double) as quarantined_sum,
    columns_counted.status

from columns_counted
left join figures
    on
        columns_counted.submission_id = figures.submission_id
        and columns_counted.sheet_name = figures.sheet_name
        and columns_counted.field_name = figures.field_name
