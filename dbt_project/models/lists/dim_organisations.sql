select
    organisation_code,
    organisation_name,
    organisation_name_es,
    acronym,
    organisation_type,
    organisation_type_name_es,
    organisation_type_name_en,
    is_appealing,
    is_implementing

from {{ ref('dim_organisation_versions') }}
where valid_to_date is null
