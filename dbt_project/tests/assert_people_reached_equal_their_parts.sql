-- A figure equals the sums of its population and age/sex tables, if the model counts by them. For figures corrected by
-- hand this is tested on the computed ones.
with

populations as (

    select
        month_code,
        region_pcode,
        aggregation_model,
        measure_code,
        sum(people_count) as people_count,
        sum(people_computed_count) as people_computed_count

    from {{ ref('rpt_people_reached_by_population') }}
    group by
        month_code,
        region_pcode,
        aggregation_model,
        measure_code

),

ages as (

    select
        month_code,
        region_pcode,
        aggregation_model,
        measure_code,
        sum(people_count) as people_count

    from {{ ref('rpt_age_sex') }}
    group by
        month_code,
        region_pcode,
        aggregation_model,
        measure_code

)

select
    people.month_code,
    people.region_pcode,
    people.aggregation_model,
    people.measure_code,
    people.people_computed_count,
    people.breakdown_count,
    populations.people_count as population_count,
    ages.people_count as age_count

from {{ ref('rpt_people_reached') }} as people
left join populations
    on
        people.month_code = populations.month_code
        and people.region_pcode = populations.region_pcode
        and people.aggregation_model = populations.aggregation_model
        and people.measure_code = populations.measure_code
left join ages
    on
        people.month_code = ages.month_code
        and people.region_pcode = ages.region_pcode
        and people.aggregation_model = ages.aggregation_model
        and people.measure_code = ages.measure_code
where
    coalesce(people.breakdown_count, -1) <> coalesce(populations.people_count, -1)
    or (
        people.aggregation_model in ('maxsector_2022', 'maxsector_reported')
        and (
            people.people_computed_count <> populations.people_computed_count
            or people.people_computed_count <> ages.people_count
        )
    )
    or (
        people.aggregation_model = 'maxagegender_2021'
        and coalesce(people.people_computed_count, -1) <> coalesce(ages.people_count, -1)
    )
