select
    aggregation_model,
    model_version,
    model_name_es as name_es,
    model_name_en as name_en,
    definition_es,
    definition_en

from marts.dim_aggregation_models
