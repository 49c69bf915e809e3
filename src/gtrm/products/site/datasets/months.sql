select
    month_code,
    is_landed

from marts.dim_months
