select
    month_code,
    mesa_code,
    region_pcode as scope_code,
    first_date,
    last_date,
    withheld_figures,
    days_count,
    persons_count,
    services_count,
    description_es as name_es,
    description_en as name_en,
    source_note

from marts.fct_service_days
