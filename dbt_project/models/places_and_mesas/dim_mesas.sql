select
    mesa_code,
    mesa_name_es,
    mesa_name_en,
    acronym,
    place_name

from {{ source('gtrm_config', 'mesas') }}
