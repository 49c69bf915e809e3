with

reported as (

    select
        month_code,
        region_pcode,
        output_code,
        activity_name,
        unit_name,
        organisation_code,
        quantity

    from {{ ref('fct_outputs') }}
    where output_code <> 'usd_distribuidos' and quantity > 0 and {{ touched() }}

),

-- Money is the amount of the transfer, never the typed quantity.
transferred as (

    select
        cash.month_code,
        cash.region_pcode,
        outputs.output_code,
        outputs.output_name_es as activity_name,
        outputs.unit_name_es as unit_name,
        cash.organisation_code,
        cash.amount_usd as quantity

    from {{ ref('fct_cash') }} as cash
    inner join {{ ref('ref_outputs') }} as outputs
        on outputs.output_code = 'usd_distribuidos'
    where cash.amount_usd > 0 and {{ touched('cash.month_code') }}

),

lines as (

    select * from reported
    union all
    select * from transferred

),

regions as (

    select * from {{ ref('dim_regions') }}

)

select
    lines.month_code,
    lines.region_pcode,
    regions.region_name,
    lines.output_code,
    lines.activity_name,
    cast(sum(lines.quantity) as decimal(18, 2)) as quantity,
    lines.unit_name,
    count(distinct lines.organisation_code) as organisation_count

from lines
inner join regions
    on lines.region_pcode = regions.pcode
group by
    lines.month_code,
    lines.region_pcode,
    regions.region_name,
    lines.output_code,
    lines.activity_name,
    lines.unit_name
