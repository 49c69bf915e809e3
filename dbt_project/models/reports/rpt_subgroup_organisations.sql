with

reporting_organisations as (

    select distinct
        activities.month_code,
        activities.region_pcode,
        activities.subgroup_code,
        activities.organisation_code,
        organisations.organisation_name_es as organisation_name

    from {{ ref('fct_activities') }} as activities
    inner join {{ ref('dim_organisations') }} as organisations
        on activities.organisation_code = organisations.organisation_code
    where activities.subgroup_code is not null and {{ touched('activities.month_code') }}

),

regions as (

    select * from {{ ref('dim_regions') }}

),

subgroups as (

    select * from {{ ref('dim_subgroups') }}

)

select
    reporting.month_code,
    reporting.region_pcode,
    regions.region_name,
    reporting.subgroup_code,
    subgroups.subgroup_name,
    count(*) as organisation_count,
    string_agg(reporting.organisation_name, '; ' order by reporting.organisation_name) as organisation_names

from reporting_organisations as reporting
inner join regions
    on reporting.region_pcode = regions.pcode
inner join subgroups
    on reporting.subgroup_code = subgroups.subgroup_code
group by
    reporting.month_code,
    reporting.region_pcode,
    regions.region_name,
    reporting.subgroup_code,
    subgroups.subgroup_name
