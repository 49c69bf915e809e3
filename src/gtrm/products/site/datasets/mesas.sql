select
    mesa_code,
    mesa_name_es as name_es,
    mesa_name_en as name_en,
    acronym,
    place_name

from marts.dim_mesas
