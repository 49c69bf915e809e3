-- If no row of a sheet is in quarantine, the landed sum of a column is the sum in the facts.
{%- set figures = [
    'cva_value', 'output_quantity', 'total_beneficiaries', 'new_beneficiaries', 'in_destination', 'in_transit',
    'host_community', 'pendulars', 'returnees', 'girls', 'boys', 'women', 'men', 'other_under18', 'other_above18'
] %}
with

quarantined as (

    select distinct
        submission_id,
        sheet_name

    from {{ ref('fct_quarantined_rows') }}

)

select
    sums.submission_id,
    sums.sheet_name,
    sums.column_letter,
    sums.landed_sum,
    sums.counted_sum,
    sums.superseded_sum

from {{ ref('fct_column_sums') }} as sums
left join quarantined
    on
        sums.submission_id = quarantined.submission_id
        and sums.sheet_name = quarantined.sheet_name
where
    {{ touched('sums.cycle_month') }}
    and sums.field_name in ('{{ figures | join("', '") }}')
    and quarantined.submission_id is null
    and abs(sums.landed_sum - sums.counted_sum - sums.superseded_sum) > 0.005
