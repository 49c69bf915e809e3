-- All dollars of a region as its activities tell them: by mechanism and sector some of them are withheld.
with

outputs as (

    select
        *,
        unnest([region_pcode, 'PE']) as scope_code

    from reporting.rpt_activity_outputs
    where output_code = 'usd_distribuidos'

)

select
    month_code,
    scope_code,
    count(*) filter (where contains(withheld_figures, 'quantity')) as withheld_count,
    sum(quantity) as amount_usd

from outputs
group by all
