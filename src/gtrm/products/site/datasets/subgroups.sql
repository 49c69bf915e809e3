select
    subgroup_code,
    subgroup_name as name_es,
    subgroup_name_en as name_en,
    definition_es,
    definition_en,
    sort_order

from marts.dim_subgroups
