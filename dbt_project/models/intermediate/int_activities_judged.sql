with

activities as (

    select * from {{ ref('stg_gtrm_5w__activities') }}

),

submissions as (

    select * from {{ ref('int_submissions_judged') }}

),

parts as (

    select * from {{ ref('int_parts_decided') }}

),

findings as (

    select * from {{ ref('int_findings_counted_by_row') }}

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
    activities.people_total_count,
    activities.people_new_count,
    activities.in_destination_count,
    activities.in_transit_count,
    activities.host_community_count,
    activities.pendulars_count,
    activities.returnees_count,
    activities.girls_count,
    activities.boys_count,
    activities.women_count,
    activities.men_count,
    activities.other_under18_count,
    activities.other_above18_count,
    submissions.status as submission_status,
    findings.critical_rule_ids,
    coalesce(findings.critical_count, 0) as critical_count,
    coalesce(findings.warning_count, 0) as warning_count,
    coalesce(findings.info_count, 0) as info_count,
    coalesce(findings.critical_count, 0) = 0 as is_accepted,
    submissions.is_current and not parts.is_superseded as is_current

from activities
inner join submissions
    on activities.submission_id = submissions.submission_id
inner join parts
    on activities.part_id = parts.part_id
left join findings
    on
        activities.submission_id = findings.submission_id
        and activities.source_row = findings.source_row
