select
    {{ row_key(['project_code', 'organisation_code', 'organisation_role']) }} as project_organisation_id,
    project_code,
    organisation_code,
    organisation_role,
    source as source_note

from {{ source('gtrm_config', 'project_organisations') }}
