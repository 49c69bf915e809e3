with

activities as (

    select * from {{ ref('fct_activities') }}
    where {{ touched('cycle_month') }}

),

labels as (

    select * from {{ ref('int_activities_labelled') }}
    where {{ touched('cycle_month') }}

),

catalogue as (

    select * from {{ ref('dim_activities') }}

),

mechanisms as (

    select * from {{ ref('dim_mechanisms') }}

),

submissions as (

    select * from {{ ref('dim_submissions') }}

)

select
    activities.activity_row_id,
    activities.month_code,
    activities.region_pcode,
    labels.region_name,
    activities.province_pcode,
    labels.province_name,
    activities.district_pcode,
    labels.district_name,
    activities.organisation_code,
    labels.organisation_name,
    activities.implementing_organisation_code,
    labels.implementing_organisation_name,
    activities.subgroup_code,
    labels.subgroup_name,
    activities.sector_code,
    labels.sector_name,
    activities.indicator_code,
    labels.indicator_name,
    activities.indicator_type,
    activities.activity_code,
    activities.activity_description,
    activities.project_name,
    activities.donor_name,
    activities.is_rmrp,
    activities.is_covid19,
    activities.is_cva,
    activities.mechanism_code,
    mechanisms.mechanism_name_es as mechanism_name,
    activities.cva_amount_usd,
    activities.output_quantity,
    activities.population_measure_code,
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
    activities.reported_figures,
    activities.repair_codes,
    activities.warning_count,
    activities.cycle_month,
    submissions.file_name,
    activities.sheet_name,
    activities.source_row,
    coalesce(catalogue.activity_name_es, activities.reported_activity) as activity_name,
    coalesce(catalogue.unit_name, activities.reported_unit) as unit_name

from activities
left join labels
    on activities.activity_row_id = labels.activity_row_id
left join catalogue
    on activities.activity_code = catalogue.activity_code
left join mechanisms
    on activities.mechanism_code = mechanisms.mechanism_code
left join submissions
    on activities.submission_id = submissions.submission_id
