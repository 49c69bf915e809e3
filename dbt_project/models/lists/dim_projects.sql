select
    project_code,
    project_name_es,
    project_name_en,
    lead_organisation_code,
    valid_from_date,
    valid_to_date,
    beneficiaries_count,
    source_note

from {{ ref('stg_gtrm_config__projects') }}
