select
    donor_code,
    donor_name_es,
    donor_name_en,
    donor_type

from {{ ref('stg_gtrm_config__donors') }}
