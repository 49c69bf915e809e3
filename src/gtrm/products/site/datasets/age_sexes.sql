select
    age_sex_code,
    age_sex_name_es as name_es,
    age_sex_name_en as name_en,
    sex_code,
    age_band_code,
    sort_order

from marts.dim_age_sexes
