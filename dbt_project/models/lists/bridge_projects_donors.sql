select
    {{ row_key(['project_code', 'donor_code']) }} as project_donor_id,
    project_code,
    donor_code,
    source_note

from {{ ref('stg_gtrm_config__project_donors') }}
