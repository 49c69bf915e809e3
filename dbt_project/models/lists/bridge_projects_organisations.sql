select
    {{ row_key(['project_code', 'organisation_code', 'organisation_role']) }} as project_organisation_id,
    project_code,
    organisation_code,
    organisation_role,
    source_note

from {{ ref('stg_gtrm_config__project_organisations') }}
