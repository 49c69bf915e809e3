-- The `sum` model, its populations and its ages add up to the accepted Pin rows, per month, region and measure.
with

accepted as (

    select
        judged.month_code,
        judged.region_pcode,
        measures.measure_code,
        sum(
            case
                when measures.measure_code = 'total' then judged.people_total_count else judged.people_new_count
            end
        ) as people_count,
        sum(
            case
                when measures.measure_code = judged.population_measure_code
                    then
                        coalesce(judged.in_destination_count, 0) + coalesce(judged.in_transit_count, 0)
                        + coalesce(judged.host_community_count, 0) + coalesce(judged.pendulars_count, 0)
                        + coalesce(judged.returnees_count, 0)
            end
        ) as population_count,
        sum(
            case
                when measures.measure_code = judged.population_measure_code
                    then
                        coalesce(judged.girls_count, 0) + coalesce(judged.boys_count, 0)
                        + coalesce(judged.women_count, 0) + coalesce(judged.men_count, 0)
                        + coalesce(judged.other_under18_count, 0) + coalesce(judged.other_above18_count, 0)
            end
        ) as age_count

    from {{ ref('int_activities_judged') }} as judged
    inner join {{ ref('ref_indicators') }} as indicators
        on judged.indicator_code = indicators.indicator_code
    cross join (values ('total'), ('new')) as measures (measure_code)
    where
        judged.is_accepted and judged.is_current and indicators.indicator_type = 'pin'
        and {{ touched('judged.month_code') }}
    group by
        judged.month_code,
        judged.region_pcode,
        measures.measure_code

),

{% for breakdown, table, figure in [
    ('population', 'rpt_people_reached_by_population', 'people_computed_count'),
    ('age', 'rpt_age_sex', 'people_count')
] -%}
{{ breakdown }}s as (

    select
        month_code,
        region_pcode,
        measure_code,
        sum({{ figure }}) as {{ breakdown }}_count

    from {{ ref(table) }}
    where aggregation_model = 'sum'
    group by
        month_code,
        region_pcode,
        measure_code

){{ ',' if not loop.last }}

{% endfor -%}

select
    accepted.*,
    published.people_computed_count,
    populations.population_count as published_population_count,
    ages.age_count as published_age_count

from accepted
left join {{ ref('rpt_people_reached') }} as published
    on
        accepted.month_code = published.month_code
        and accepted.region_pcode = published.region_pcode
        and accepted.measure_code = published.measure_code
        and published.aggregation_model = 'sum'
left join populations
    on
        accepted.month_code = populations.month_code
        and accepted.region_pcode = populations.region_pcode
        and accepted.measure_code = populations.measure_code
left join ages
    on
        accepted.month_code = ages.month_code
        and accepted.region_pcode = ages.region_pcode
        and accepted.measure_code = ages.measure_code
where
    published.month_code is null
    or coalesce(accepted.people_count, -1) <> coalesce(published.people_computed_count, -1)
    or coalesce(accepted.population_count, 0) <> coalesce(populations.population_count, 0)
    or coalesce(accepted.age_count, 0) <> coalesce(ages.age_count, 0)
