{%- set columns = {
    'total_beneficiaries': 'people_total_count', 'new_beneficiaries': 'people_new_count',
    'in_destination': 'in_destination_count', 'in_transit': 'in_transit_count',
    'host_community': 'host_community_count', 'pendulars': 'pendulars_count', 'returnees': 'returnees_count',
    'girls': 'girls_count', 'boys': 'boys_count', 'women': 'women_count', 'men': 'men_count',
    'other_under18': 'other_under18_count', 'other_above18': 'other_above18_count'
} -%}
with

activities as (

    select * from {{ ref('stg_gtrm_5w__activities') }}

),

repairs as (

    select
        activity_row_id,
        {% for field, column in columns.items() -%}
        max(case when field_name = '{{ field }}' then repaired_count end) as {{ column }},
        {% endfor -%}
        string_agg(distinct repair_code, ', ' order by repair_code) as repair_codes

    from {{ ref('stg_gtrm_5w__repairs') }}
    group by activity_row_id

)

select
    activities.activity_row_id,
    activities.part_id,
    activities.submission_id,
    activities.source_row,
    activities.cycle_month,
    activities.file_name,
    activities.sheet_name,
    activities.month_code,
    activities.country_code,
    activities.region_pcode,
    activities.province_pcode,
    activities.district_pcode,
    activities.organisation_code,
    activities.implementing_organisation_code,
    activities.reported_subgroup_code,
    activities.sector_code,
    activities.indicator_code,
    activities.activity_code,
    activities.mechanism_code,
    activities.population_measure_code,
    activities.held_by_rule_id,
    activities.is_implemented_by_partner,
    activities.is_covid19,
    activities.is_rmrp,
    activities.is_support_space,
    activities.is_cva,
    activities.reported_month,
    activities.reported_place,
    activities.reported_organisation,
    activities.reported_implementing_organisation,
    activities.reported_sector,
    activities.reported_indicator,
    activities.reported_activity,
    activities.reported_unit,
    activities.activity_description,
    activities.project_name,
    activities.donor_name,
    activities.reported_figures,
    activities.cva_amount_usd,
    activities.output_quantity,
    {% for column in columns.values() -%}
    coalesce(repairs.{{ column }}, activities.{{ column }}) as {{ column }},
    {% endfor -%}
    repairs.repair_codes

from activities
left join repairs
    on activities.activity_row_id = repairs.activity_row_id
