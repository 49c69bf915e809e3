with

figures as (

    select * from {{ ref('int_mesa_figures_gathered') }}

),

mesas as (

    select * from {{ ref('dim_mesas') }}

),

models as (

    select * from {{ ref('dim_aggregation_models') }}

),

summed as (

    select
        month_code,
        mesa_code,
        aggregation_model,
        measure_code,
        regions_count,
        sum(people_reached_count) as people_reached_count,
        sum(people_computed_count) as people_computed_count,
        count(people_reached_count) as regions_reported_count,
        sum(case when is_registered then 1 else 0 end) as regions_registered_count,
        min(status) as first_status,
        max(status) as last_status,
        {{ marks_of_regions() | indent(4) }},
        string_agg(override_note, ' ' order by region_pcode) as override_note

    from figures
    group by
        month_code,
        mesa_code,
        aggregation_model,
        measure_code,
        regions_count

)

select
    summed.month_code,
    summed.mesa_code,
    mesas.mesa_name_es as mesa_name,
    summed.aggregation_model,
    models.model_version,
    summed.measure_code,
    cast(summed.people_reached_count as bigint) as people_reached_count,
    cast(summed.people_computed_count as bigint) as people_computed_count,
    summed.regions_count,
    summed.regions_reported_count,
    {{ status_of_regions('summed') }} as status,
    summed.regions_registered_count = summed.regions_count as is_registered,
    summed.override_note is not null as is_overridden,
    summed.override_note,
    summed.people_without_breakdown_count,
    summed.lower_bound_count,
    summed.upper_bound_count,
    summed.is_outside_bounds,
    summed.bounds_note

from summed
inner join mesas
    on summed.mesa_code = mesas.mesa_code
inner join models
    on summed.aggregation_model = models.aggregation_model
