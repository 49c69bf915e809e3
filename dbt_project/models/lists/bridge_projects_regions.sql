select
    {{ row_key(['project_code', 'region_pcode']) }} as project_region_id,
    project_code,
    region_pcode,
    source as source_note

from {{ source('gtrm_config', 'project_regions') }}
