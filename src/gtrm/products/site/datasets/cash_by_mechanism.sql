with

cash as (

    select
        *,
        unnest([region_pcode, 'PE']) as scope_code

    from reporting.rpt_cash

)

select
    month_code,
    scope_code,
    mechanism_code,
    count(*) filter (where contains(withheld_figures, 'amount_usd')) as withheld_count,
    sum(amount_usd) as amount_usd

from cash
group by all
