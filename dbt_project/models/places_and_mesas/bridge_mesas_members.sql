select
    {{ row_key(['mesa_code', 'member_name', 'member_role', 'valid_from_date']) }} as mesa_member_id,
    mesa_code,
    member_name,
    member_type,
    member_role,
    organisation_code,
    valid_from_date,
    valid_to_date,
    source as source_note

from {{ source('gtrm_config', 'mesa_members') }}
