-- Published quantities add up to the accepted rows, per month and region; USD typed as a quantity is left out of both.
with

accepted as (

    select
        judged.month_code,
        judged.region_pcode,
        sum(judged.output_quantity) as quantity

    from {{ ref('int_activities_judged') }} as judged
    left join {{ ref('ref_activities') }} as activities
        on judged.activity_code = activities.activity_code
    where
        judged.is_accepted and judged.is_current
        and coalesce(activities.output_code, '') <> 'usd_distribuidos'
    group by
        judged.month_code,
        judged.region_pcode

),

published as (

    select
        month_code,
        region_pcode,
        sum(quantity) as quantity

    from {{ ref('rpt_activity_outputs') }}
    where output_code <> 'usd_distribuidos'
    group by
        month_code,
        region_pcode

)

select
    accepted.quantity as accepted_quantity,
    published.quantity as published_quantity,
    coalesce(accepted.month_code, published.month_code) as month_code,
    coalesce(accepted.region_pcode, published.region_pcode) as region_pcode

from accepted
full outer join published
    on
        accepted.month_code = published.month_code
        and accepted.region_pcode = published.region_pcode
where coalesce(accepted.quantity, 0) <> coalesce(published.quantity, 0)
