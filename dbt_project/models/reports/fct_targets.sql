select
    target_id,
    year_number,
    region_pcode,
    population_code,
    subgroup_code,
    people_in_need_count,
    people_targeted_count,
    source_note

from {{ ref('stg_gtrm_config__targets') }}
