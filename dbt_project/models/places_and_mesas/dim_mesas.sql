select
    mesa_code,
    mesa_name_es,
    mesa_name_en,
    acronym,
    place_name

from {{ ref('stg_gtrm_config__mesas') }}
