select
    mechanism_code,
    mechanism_name_es,
    mechanism_name_en

from {{ ref('ref_mechanisms') }}
