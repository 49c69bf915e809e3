with

reportable as (

    select * from {{ ref('int_activities_judged') }}
    where is_accepted and is_current and {{ touched('cycle_month') }}

),

indicators as (

    select * from {{ ref('dim_indicators') }}

),

sectors as (

    select * from {{ ref('dim_sectors') }}

)

select
    ---------- ids
    reportable.activity_row_id,
    reportable.submission_id,
    reportable.sheet_name,
    reportable.source_row,
    reportable.cycle_month,
    reportable.version_number,
    reportable.known_at,

    ---------- codes
    reportable.month_code,
    reportable.country_code,
    reportable.region_pcode,
    reportable.province_pcode,
    reportable.district_pcode,
    reportable.organisation_code,
    reportable.implementing_organisation_code,
    reportable.sector_code,
    sectors.subgroup_code,
    reportable.reported_subgroup_code,
    reportable.indicator_code,
    indicators.indicator_type,
    reportable.activity_code,
    reportable.mechanism_code,
    reportable.population_measure_code,

    ---------- flags
    reportable.is_implemented_by_partner,
    reportable.is_covid19,
    reportable.is_rmrp,
    reportable.is_support_space,
    reportable.is_cva,

    ---------- text
    reportable.reported_activity,
    reportable.reported_unit,
    reportable.activity_description,
    reportable.project_name,
    reportable.donor_name,
    reportable.reported_figures,
    reportable.repair_codes,

    ---------- numerics
    reportable.cva_amount_usd,
    reportable.output_quantity,
    reportable.people_total_count,
    reportable.people_new_count,
    reportable.in_destination_count,
    reportable.in_transit_count,
    reportable.host_community_count,
    reportable.pendulars_count,
    reportable.returnees_count,
    reportable.girls_count,
    reportable.boys_count,
    reportable.women_count,
    reportable.men_count,
    reportable.other_under18_count,
    reportable.other_above18_count,
    reportable.warning_count,
    reportable.info_count,
    reportable.waived_count

from reportable
left join indicators
    on reportable.indicator_code = indicators.indicator_code
left join sectors
    on reportable.sector_code = sectors.sector_code
