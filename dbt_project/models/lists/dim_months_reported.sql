select
    month_code as reported_month_code,
    month_start_date as reported_month_start_date,
    year_number as reported_year_number,
    month_number as reported_month_number,
    month_name_es as reported_month_name_es,
    month_name_en as reported_month_name_en

from {{ ref('dim_months') }}
