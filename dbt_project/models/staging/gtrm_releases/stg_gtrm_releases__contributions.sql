with

source as (

    select * from {{ source('gtrm_releases', 'contributions') }}

),

renamed as (

    select
        submission_id,
        cycle_month,
        file_name,
        month_code,
        region_pcode,
        cast(contribution_id as bigint) as contribution_id,
        cast(from_serial as integer) as from_serial,
        cast(to_serial as integer) as to_serial,
        cast(rows_received_count as bigint) as rows_received_count,
        cast(rows_counted_count as bigint) as rows_counted_count,
        cast(is_late as boolean) as is_late,
        cast(is_correction as boolean) as is_correction,
        cast(received_at as timestamp) as received_at

    from source

)

select * from renamed
