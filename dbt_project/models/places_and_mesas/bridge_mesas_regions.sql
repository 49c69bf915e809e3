select
    {{ row_key(['mesa_code', 'region_pcode', 'valid_from_date']) }} as mesa_region_id,
    mesa_code,
    region_pcode,
    valid_from_date,
    valid_to_date

from {{ source('gtrm_config', 'mesa_regions') }}
