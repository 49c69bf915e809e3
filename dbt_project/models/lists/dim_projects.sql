select
    project_code,
    project_name_es,
    project_name_en,
    lead_organisation_code,
    valid_from_date,
    valid_to_date,
    beneficiaries_count,
    source as source_note

from {{ source('gtrm_config', 'projects') }}
