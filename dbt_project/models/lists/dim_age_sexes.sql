select
    age_sex_code,
    age_sex_name_es,
    age_sex_name_en,
    sex_code,
    age_band_code,
    sort_order

from {{ ref('ref_age_sexes') }}
