with

people as (

    select * from {{ ref('int_people_reached_overridden') }}

),

unplaced as (

    select * from {{ ref('int_people_unplaced') }}

),

notes as (

    select * from {{ ref('int_cell_gaps_noted') }}

),

bounds as (

    select * from {{ ref('int_reach_bounded') }}

),

models as (

    select * from {{ ref('dim_aggregation_models') }}

),

-- A registered figure that cannot be computed lacks its rows' people too; what no row was accepted for lacks nobody.
held_against as (

    select
        people.* exclude (method_note),
        bounds.lower_bound_count,
        bounds.upper_bound_count,
        models.has_populations,
        coalesce(people.method_note, notes.method_note) as method_note,
        case when models.invariant_type = 'rounding' then bounds.rounding_count else 0 end as rounding_count,
        case when bounds.month_code is not null then coalesce(unplaced.people_count, 0) end
            as people_without_breakdown_count

    from people
    inner join models
        on people.aggregation_model = models.aggregation_model
    left join unplaced
        on
            people.aggregation_model = unplaced.aggregation_model
            and people.month_code = unplaced.month_code
            and people.region_pcode = unplaced.region_pcode
            and people.measure_code = unplaced.measure_code
    left join notes
        on
            people.aggregation_model = notes.aggregation_model
            and people.month_code = notes.month_code
            and people.region_pcode = notes.region_pcode
            and people.measure_code = notes.measure_code
    left join bounds
        on
            people.month_code = bounds.month_code
            and people.region_pcode = bounds.region_pcode
            and people.measure_code = bounds.measure_code

),

judged as (

    select
        *,
        coalesce(people_count < lower_bound_count - rounding_count, false) as is_below,
        coalesce(people_count > upper_bound_count + rounding_count, false) as is_above

    from held_against

)

select
    {% for column in [
        'aggregation_model', 'month_code', 'region_pcode', 'measure_code', 'people_count', 'people_computed_count',
        'people_without_breakdown_count', 'lower_bound_count', 'upper_bound_count', 'method_note', 'reached_status',
        'is_registered', 'is_overridden', 'override_author', 'override_date', 'override_source', 'override_reason',
        'override_note'
    ] -%}
    judged.{{ column }},
    {% endfor -%}
    judged.is_below or judged.is_above as is_outside_bounds,
    {{ bounds_note('judged', 'regions') }} as bounds_note

from judged
inner join {{ ref('dim_regions') }} as regions
    on judged.region_pcode = regions.pcode
