select
    service_days.service_day_id,
    service_days.month_code,
    service_days.mesa_code,
    mesas.mesa_name_es as mesa_name,
    service_days.region_pcode,
    regions.region_name,
    service_days.first_date,
    service_days.last_date,
    service_days.days_count,
    service_days.persons_count,
    service_days.services_count,
    service_days.description_es,
    service_days.description_en,
    service_days.source_note

from {{ ref('fct_service_days') }} as service_days
inner join {{ ref('dim_mesas') }} as mesas
    on service_days.mesa_code = mesas.mesa_code
inner join {{ ref('dim_regions') }} as regions
    on service_days.region_pcode = regions.pcode
