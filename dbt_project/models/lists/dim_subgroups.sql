select
    subgroup_code,
    subgroup_name_es as subgroup_name,
    subgroup_name_en,
    definition_es,
    definition_en,
    sort_order

from {{ ref('ref_subgroups') }}
