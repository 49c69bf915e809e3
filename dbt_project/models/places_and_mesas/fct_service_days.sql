select
    {{ row_key(['mesa_code', 'region_pcode', 'month_code', 'description_es']) }} as service_day_id,
    mesa_code,
    region_pcode,
    month_code,
    first_date,
    last_date,
    days_count,
    persons_count,
    services_count,
    description_es,
    description_en,
    source as source_note

from {{ source('gtrm_config', 'service_days') }}
