select
    {{ row_key(['mesa_code', 'valid_from_date']) }} as mesa_period_id,
    mesa_code,
    state_code,
    valid_from_date,
    valid_to_date,
    source_note

from {{ ref('stg_gtrm_config__mesa_periods') }}
