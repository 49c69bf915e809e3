select
    mechanism_code,
    mechanism_name_es as name_es,
    mechanism_name_en as name_en

from marts.dim_mechanisms
