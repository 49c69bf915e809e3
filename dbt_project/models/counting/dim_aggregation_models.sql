select
    aggregation_model,
    model_version,
    model_name_es,
    model_name_en,
    definition_es,
    definition_en,
    source_note,
    measure_scope,
    has_populations,
    needs_shares,
    invariant_type,
    sort_order

from {{ ref('ref_aggregation_models') }}
