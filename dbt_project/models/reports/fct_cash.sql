select
    activity_row_id,
    version_number,
    known_at,
    month_code,
    region_pcode,
    organisation_code,
    sector_code,
    subgroup_code,
    cva_amount_usd as amount_usd,
    people_total_count,
    people_new_count,
    coalesce(mechanism_code, 'sin_dato') as mechanism_code

from {{ ref('fct_activities') }}
where is_cva and {{ touched() }}
