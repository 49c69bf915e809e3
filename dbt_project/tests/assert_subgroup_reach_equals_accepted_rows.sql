-- The published table adds up to the accepted Pin rows, per month, region, subgroup and measure.
with

accepted as (

    select
        judged.month_code,
        judged.region_pcode,
        sectors.subgroup_code,
        judged.population_measure_code as measure_code,
        sum(
            coalesce(judged.in_destination_count, 0) + coalesce(judged.in_transit_count, 0)
            + coalesce(judged.host_community_count, 0) + coalesce(judged.pendulars_count, 0)
            + coalesce(judged.returnees_count, 0)
        ) as people_count

    from {{ ref('int_activities_judged') }} as judged
    inner join {{ ref('ref_indicators') }} as indicators
        on judged.indicator_code = indicators.indicator_code
    inner join {{ ref('ref_sectors') }} as sectors
        on judged.sector_code = sectors.sector_code
    where
        judged.is_accepted and judged.is_current
        and indicators.indicator_type = 'pin' and sectors.subgroup_code is not null
        and {{ touched('judged.month_code') }}
    group by
        judged.month_code,
        judged.region_pcode,
        sectors.subgroup_code,
        judged.population_measure_code

),

published as (

    select
        reach.month_code,
        reach.region_pcode,
        reach.subgroup_code,
        measures.measure_code,
        sum(
            case
                when measures.measure_code = 'total' then reach.people_total_count else reach.people_new_count
            end
        ) as people_count

    from {{ ref('rpt_subgroup_reach') }} as reach
    cross join (values ('total'), ('new')) as measures (measure_code)
    where {{ touched('reach.month_code') }}
    group by
        reach.month_code,
        reach.region_pcode,
        reach.subgroup_code,
        measures.measure_code

)

select
    accepted.people_count as accepted_count,
    published.people_count as published_count,
    coalesce(accepted.month_code, published.month_code) as month_code,
    coalesce(accepted.region_pcode, published.region_pcode) as region_pcode,
    coalesce(accepted.subgroup_code, published.subgroup_code) as subgroup_code

from accepted
full outer join published
    on
        accepted.month_code = published.month_code
        and accepted.region_pcode = published.region_pcode
        and accepted.subgroup_code = published.subgroup_code
        and accepted.measure_code = published.measure_code
where coalesce(accepted.people_count, 0) <> coalesce(published.people_count, 0)
