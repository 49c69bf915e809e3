select
    {{ row_key(['mesa_code', 'valid_from_date']) }} as mesa_period_id,
    mesa_code,
    state_code,
    valid_from_date,
    valid_to_date,
    source as source_note

from {{ source('gtrm_config', 'mesa_periods') }}
