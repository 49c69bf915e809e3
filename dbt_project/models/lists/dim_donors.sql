select
    donor_code,
    donor_name_es,
    donor_name_en,
    donor_type

from {{ source('gtrm_config', 'donors') }}
