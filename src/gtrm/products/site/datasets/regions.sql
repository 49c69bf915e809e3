select
    pcode as scope_code,
    area_name,
    admin_level

from marts.dim_regions
where admin_level < 2
