with

entries as (

    select
        activity_row_id,
        cycle_month,
        {{ json_entries('reported_age_bands') }}

    from {{ ref('stg_gtrm_5w__activities') }}
    where reported_age_bands is not null and {{ touched('cycle_month') }}

)

select
    {{ row_key(['activity_row_id', 'entry_key']) }} as reach_id,
    activity_row_id,
    cycle_month,
    entry_key as age_band_code,
    entry_value as reported_value,
    {{ whole_number('entry_value') }} as people_count

from entries
