select
    {{ row_key(['mesa_code', 'region_pcode', 'valid_from_date']) }} as mesa_region_id,
    mesa_code,
    region_pcode,
    valid_from_date,
    valid_to_date

from {{ ref('stg_gtrm_config__mesa_regions') }}
