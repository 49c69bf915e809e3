with

areas as (

    select
        pcode,
        ubigeo_code,
        admin_level,
        parent_pcode,
        case when admin_level = 0 then area_name || ' (nacional)' else area_name end as area_name,
        case when admin_level = 0 then 'Peru (nationwide)' else area_name end as area_name_en

    from {{ ref('ref_regions') }}

),

-- Level 3 belongs to a province, level 2 to a region; a region and the nationwide pseudo-region belong to none.
placed as (

    select
        areas.*,
        case when areas.admin_level = 3 then parents.pcode when areas.admin_level = 2 then areas.pcode end
            as province_pcode,
        case
            when areas.admin_level = 3 then parents.parent_pcode
            when areas.admin_level = 2 then areas.parent_pcode
            else areas.pcode
        end as region_pcode

    from areas
    left join areas as parents
        on areas.parent_pcode = parents.pcode

)

select
    placed.pcode,
    placed.ubigeo_code,
    placed.admin_level,
    placed.area_name,
    placed.area_name_en,
    placed.region_pcode,
    regions.area_name as region_name,
    regions.area_name_en as region_name_en,
    placed.province_pcode,
    provinces.area_name as province_name,
    placed.parent_pcode

from placed
left join areas as regions
    on placed.region_pcode = regions.pcode
left join areas as provinces
    on placed.province_pcode = provinces.pcode
