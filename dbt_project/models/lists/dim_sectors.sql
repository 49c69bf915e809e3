with

sectors as (

    select * from {{ ref('ref_sectors') }}

),

subgroups as (

    select * from {{ ref('ref_subgroups') }}

)

select
    sectors.sector_code,
    sectors.sector_name_es,
    sectors.sector_name_en,
    sectors.subgroup_code,
    subgroups.subgroup_name_es as subgroup_name,
    subgroups.subgroup_name_en,
    sectors.sort_order

from sectors
left join subgroups
    on sectors.subgroup_code = subgroups.subgroup_code
