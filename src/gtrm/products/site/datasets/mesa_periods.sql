select
    mesa_code,
    state_code,
    valid_from_date,
    valid_to_date,
    source_note

from marts.dim_mesa_periods
