select
    mesa_code,
    subgroup_code,
    mesa_subgroup_name_es as name_es,
    mesa_subgroup_name_en as name_en,
    valid_from_date,
    valid_to_date,
    source_note

from marts.dim_mesa_subgroups
