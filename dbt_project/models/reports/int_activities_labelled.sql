with

activities as (

    select * from {{ ref('fct_activities') }}
    where {{ touched('cycle_month') }}

),

areas as (

    select * from {{ ref('dim_regions') }}

),

sectors as (

    select * from {{ ref('dim_sectors') }}

),

indicators as (

    select * from {{ ref('dim_indicators') }}

),

organisations as (

    select * from {{ ref('dim_organisations') }}

)

select
    activities.activity_row_id,
    activities.cycle_month,
    regions.area_name as region_name,
    provinces.area_name as province_name,
    districts.area_name as district_name,
    appealing.organisation_name_es as organisation_name,
    implementing.organisation_name_es as implementing_organisation_name,
    sectors.sector_name_es as sector_name,
    sectors.subgroup_name,
    indicators.indicator_name_es as indicator_name

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
