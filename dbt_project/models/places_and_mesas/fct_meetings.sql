select
    {{ row_key(['mesa_code', 'month_code', 'meeting_date', 'title_es']) }} as meeting_id,
    mesa_code,
    meeting_date,
    month_code,
    meeting_type,
    title_es,
    title_en,
    source_note

from {{ ref('stg_gtrm_config__mesa_meetings') }}
