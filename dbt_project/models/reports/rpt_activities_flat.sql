with

activities as (

    select * from {{ ref('fct_activities') }}
    where {{ touched('cycle_month') }}

),

areas as (

    select * from {{ ref('dim_regions') }}

),

organisations as (

    select * from {{ ref('dim_organisations') }}

),

sectors as (

    select * from {{ ref('dim_sectors') }}

),

indicators as (

    select * from {{ ref('dim_indicators') }}

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
    regions.area_name as region_name,
    activities.province_pcode,
    provinces.area_name as province_name,
    activities.district_pcode,
    districts.area_name as district_name,
    activities.organisation_code,
    appealing.organisation_name_es as organisation_name,
    activities.implementing_organisation_code,
    implementing.organisation_name_es as implementing_organisation_name,
    activities.subgroup_code,
    sectors.subgroup_name,
    activities.sector_code,
    sectors.sector_name_es as sector_name,
    activities.indicator_code,
    indicators.indicator_name_es as indicator_name,
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
left join areas as regions
    on activities.region_pcode = regions.pcode
left join areas as provinces
    on activities.province_pcode = provinces.pcode
left join areas as districts
    on activities.district_pcode = districts.pcode
left join organisations as appealing
    on activities.organisation_code = appealing.organisation_code
left join organisations as implementing
    on activities.implementing_organisation_code = implementing.organisation_code
left join sectors
    on activities.sector_code = sectors.sector_code
left join indicators
    on activities.indicator_code = indicators.indicator_code
left join catalogue
    on activities.activity_code = catalogue.activity_code
left join mechanisms
    on activities.mechanism_code = mechanisms.mechanism_code
left join submissions
    on activities.submission_id = submissions.submission_id
