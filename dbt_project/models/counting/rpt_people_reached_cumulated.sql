with

-- A monthly total must not be summed over months (R4V): only new beneficiaries are cumulated.
people as (

    select
        *,
        substr(month_code, 1, 4) as year_code

    from {{ ref('rpt_people_reached') }}
    where measure_code = 'new' and (people_reached_count is not null or status in ('reported', 'no_count'))

),

months as (

    select month_code
    from {{ ref('dim_months') }}
    where is_landed

    union

    select month_code
    from people

),

starts as (

    select
        year_code,
        region_pcode,
        region_name,
        aggregation_model,
        model_version,
        measure_code,
        min(month_code) as first_month_code

    from people
    group by
        year_code,
        region_pcode,
        region_name,
        aggregation_model,
        model_version,
        measure_code

),

spine as (

    select
        starts.*,
        months.month_code

    from starts
    inner join months
        on
            starts.year_code = substr(months.month_code, 1, 4)
            and starts.first_month_code <= months.month_code

)

select
    spine.month_code,
    spine.region_pcode,
    spine.region_name,
    spine.aggregation_model,
    spine.measure_code,
    spine.first_month_code,
    cast(sum(people.people_reached_count) over running as bigint) as people_reached_cumulated_count,
    spine.model_version,
    cast(sum(people.people_computed_count) over running as bigint) as people_computed_cumulated_count,
    cast(sum(people.people_without_breakdown_count) over running as bigint)
        as people_without_breakdown_cumulated_count,
    count(people.people_reached_count) over running as months_counted_count,
    count(*) over running - count(people.people_reached_count) over running as months_missing_count,
    max(people.override_note) over running is not null as is_overridden,
    string_agg(people.override_note, ' ') over running as override_note,
    registered.region_pcode is not null as is_registered,
    count(case when people.is_outside_bounds then 1 end) over running as months_outside_bounds_count

from spine
left join people
    on
        spine.month_code = people.month_code
        and spine.region_pcode = people.region_pcode
        and spine.aggregation_model = people.aggregation_model
        and spine.measure_code = people.measure_code
left join {{ ref('int_registered_models_resolved') }} as registered
    on
        spine.month_code = registered.month_code
        and spine.region_pcode = registered.region_pcode
        and spine.aggregation_model = registered.aggregation_model
        and spine.measure_code = registered.measure_code
window running as (
    partition by spine.year_code, spine.region_pcode, spine.aggregation_model, spine.measure_code
    order by spine.month_code asc
    rows between unbounded preceding and current row
)
