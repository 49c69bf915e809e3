select
    {{ row_key(['mesa_code', 'member_name', 'member_role', 'valid_from_date']) }} as mesa_member_id,
    mesa_code,
    member_name,
    member_type,
    member_role,
    organisation_code,
    valid_from_date,
    valid_to_date,
    source_note

from {{ ref('stg_gtrm_config__mesa_members') }}
