select
    month_code as corrected_month_code,
    month_start_date as corrected_month_start_date,
    year_number as corrected_year_number,
    month_number as corrected_month_number,
    month_name_es as corrected_month_name_es,
    month_name_en as corrected_month_name_en

from {{ ref('dim_months') }}
