select
    population_code,
    population_name_es as name_es,
    population_name_en as name_en,
    definition_es,
    definition_en,
    sort_order

from marts.dim_populations
