select
    {{ row_key(['project_code', 'donor_code']) }} as project_donor_id,
    project_code,
    donor_code,
    source as source_note

from {{ source('gtrm_config', 'project_donors') }}
