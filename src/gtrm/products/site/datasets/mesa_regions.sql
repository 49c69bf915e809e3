select
    mesa_code,
    region_pcode as scope_code,
    valid_from_date,
    valid_to_date

from marts.bridge_mesas_regions
