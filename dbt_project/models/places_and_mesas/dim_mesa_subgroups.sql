select
    {{ row_key(['mesa_code', 'mesa_subgroup_name_es', 'valid_from_date']) }} as mesa_subgroup_id,
    mesa_code,
    subgroup_code,
    mesa_subgroup_name_es,
    mesa_subgroup_name_en,
    valid_from_date,
    valid_to_date,
    source as source_note

from {{ source('gtrm_config', 'mesa_subgroups') }}
