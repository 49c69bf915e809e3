with

earlier as (

    select * from {{ ref('stg_gtrm_releases__contributions') }}

),

present as (

    select * from {{ ref('int_submissions_contributed') }}

),

this_release as (

    select serial
    from {{ ref('dim_releases') }}
    where is_this_release

)

{{ history_intervals(
    'contribution_id',
    [
        'submission_id', 'cycle_month', 'file_name', 'received_at', 'month_code', 'region_pcode', 'is_late',
        'is_correction', 'rows_received_count', 'rows_counted_count'
    ],
    ['is_late', 'is_correction', 'rows_received_count', 'rows_counted_count']
) }}
