select
    {{ row_key(['project_code', 'region_pcode']) }} as project_region_id,
    project_code,
    region_pcode,
    source_note

from {{ ref('stg_gtrm_config__project_regions') }}
