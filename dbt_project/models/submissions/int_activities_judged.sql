{%- set repairable = {
    'total_beneficiaries': 'people_total_count', 'new_beneficiaries': 'people_new_count',
    'in_destination': 'in_destination_count', 'in_transit': 'in_transit_count',
    'host_community': 'host_community_count', 'pendulars': 'pendulars_count', 'returnees': 'returnees_count',
    'girls': 'girls_count', 'boys': 'boys_count', 'women': 'women_count', 'men': 'men_count',
    'other_under18': 'other_under18_count', 'other_above18': 'other_above18_count'
} -%}
with

activities as (

    select * from {{ ref('stg_gtrm_5w__activities') }}
    where {{ touched('cycle_month') }}

),

-- If a repair is switched on, its figure replaces the reported one.
repairs as (

    select
        activity_row_id,
        {% for field, column in repairable.items() -%}
        max(case when field_name = '{{ field }}' then repaired_count end) as {{ column }},
        {% endfor -%}
        string_agg(distinct repair_code, ', ' order by repair_code) as repair_codes

    from {{ ref('stg_gtrm_5w__repairs') }}
    where {{ touched('cycle_month') }}
    group by activity_row_id

),

submissions as (

    select * from {{ ref('int_submissions_judged') }}

),

parts as (

    select * from {{ ref('int_parts_decided') }}

),

findings as (

    select * from {{ ref('int_findings_counted_by_row') }}
    where {{ touched('cycle_month') }}

)

select
    {% for column in [
        'activity_row_id', 'part_id', 'submission_id', 'source_row', 'cycle_month', 'file_name',
        'sheet_name', 'month_code', 'country_code', 'region_pcode', 'province_pcode', 'district_pcode',
        'organisation_code', 'implementing_organisation_code', 'reported_subgroup_code', 'sector_code',
        'indicator_code', 'activity_code', 'mechanism_code', 'population_measure_code',
        'is_implemented_by_partner', 'is_covid19', 'is_rmrp', 'is_support_space', 'is_cva',
        'reported_month', 'reported_place', 'reported_organisation', 'reported_implementing_organisation',
        'reported_sector', 'reported_indicator', 'reported_activity', 'reported_unit',
        'activity_description', 'project_name', 'donor_name', 'reported_figures', 'reported_age_bands',
        'cva_amount_usd', 'output_quantity'
    ] -%}
    activities.{{ column }},
    {% endfor -%}
    {% for column in repairable.values() -%}
    coalesce(repairs.{{ column }}, activities.{{ column }}) as {{ column }},
    {% endfor -%}
    repairs.repair_codes,
    submissions.version_number,
    submissions.received_at as known_at,
    submissions.status as submission_status,
    nullif(concat_ws(', ', activities.held_by_rule_id, findings.critical_rule_ids), '') as critical_rule_ids,
    coalesce(findings.critical_count, 0)
    + case when activities.held_by_rule_id is null then 0 else 1 end as critical_count,
    coalesce(findings.warning_count, 0) as warning_count,
    coalesce(findings.info_count, 0) as info_count,
    coalesce(findings.waived_count, 0) as waived_count,
    -- A finding about the file may hold the row, also if the row has no finding.
    coalesce(findings.critical_count, 0) = 0 and activities.held_by_rule_id is null as is_accepted,
    submissions.is_current and not parts.is_superseded as is_current

from activities
inner join submissions
    on activities.submission_id = submissions.submission_id
inner join parts
    on activities.part_id = parts.part_id
left join repairs
    on activities.activity_row_id = repairs.activity_row_id
left join findings
    on
        activities.submission_id = findings.submission_id
        and activities.sheet_name is not distinct from findings.sheet_name
        and activities.source_row = findings.source_row
