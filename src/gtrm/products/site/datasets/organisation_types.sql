select distinct
    organisation_type,
    organisation_type_name_es as name_es,
    organisation_type_name_en as name_en

from marts.dim_organisations
where organisation_type is not null
