-- Cash by mechanism and the published line of USD both add up to the accepted transfers, per month and region.
with

accepted as (

    select
        month_code,
        region_pcode,
        sum(cva_amount_usd) as amount_usd

    from {{ ref('int_activities_judged') }}
    where is_accepted and is_current and is_cva
    group by
        month_code,
        region_pcode

),

cash as (

    select
        month_code,
        region_pcode,
        sum(amount_usd) as amount_usd

    from {{ ref('rpt_cash') }}
    group by
        month_code,
        region_pcode

)

select
    accepted.amount_usd as accepted_usd,
    cash.amount_usd as cash_usd,
    outputs.quantity as output_usd,
    coalesce(accepted.month_code, cash.month_code) as month_code,
    coalesce(accepted.region_pcode, cash.region_pcode) as region_pcode

from accepted
full outer join cash
    on
        accepted.month_code = cash.month_code
        and accepted.region_pcode = cash.region_pcode
left join {{ ref('rpt_activity_outputs') }} as outputs
    on
        accepted.month_code = outputs.month_code
        and accepted.region_pcode = outputs.region_pcode
        and outputs.output_code = 'usd_distribuidos'
where
    coalesce(accepted.amount_usd, 0) <> coalesce(cash.amount_usd, 0)
    or coalesce(accepted.amount_usd, 0) <> coalesce(outputs.quantity, 0)
