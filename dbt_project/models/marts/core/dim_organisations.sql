select
    organisation_code,
    organisation_name,
    organisation_name_es,
    acronym,
    organisation_type,
    is_appealing,
    is_implementing

from {{ ref('ref_organisations') }}
