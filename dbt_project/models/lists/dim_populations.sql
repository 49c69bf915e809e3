select
    population_code,
    population_name_es,
    population_name_en,
    definition_es,
    definition_en,
    sort_order

from {{ ref('ref_populations') }}
