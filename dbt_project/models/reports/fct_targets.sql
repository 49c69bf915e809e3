select
    {{ row_key(['year_number', 'region_pcode', 'population_code', 'subgroup_code']) }} as target_id,
    cast(year_number as integer) as year_number,
    region_pcode,
    population_code,
    subgroup_code,
    people_in_need_count,
    people_targeted_count,
    source as source_note

from {{ source('gtrm_config', 'targets') }}
