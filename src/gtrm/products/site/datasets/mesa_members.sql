select
    mesa_code,
    member_name,
    member_type,
    member_role,
    valid_from_date,
    valid_to_date,
    source_note

from marts.bridge_mesas_members
