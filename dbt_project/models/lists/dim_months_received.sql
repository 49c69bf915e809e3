select
    month_code as received_month_code,
    month_start_date as received_month_start_date,
    year_number as received_year_number,
    month_number as received_month_number,
    month_name_es as received_month_name_es,
    month_name_en as received_month_name_en

from {{ ref('dim_months') }}
