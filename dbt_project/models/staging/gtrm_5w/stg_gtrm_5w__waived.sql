with

source as (

    select * from {{ source('gtrm_5w', 'waived') }}
    where {{ touched('cycle_month') }}

),

renamed as (

    select
        ---------- ids (as in stg_gtrm_5w__findings)
        {{ finding_key() }} as finding_key,
        cast(cycle_month as varchar) as cycle_month,
        cast(waiver_line as bigint) as waiver_line_number,

        ---------- decision
        cast(waived_by as varchar) as waived_by,
        cast(waived_on as date) as waived_on_date,
        cast(waiver_reason as varchar) as waiver_reason,
        cast(waived_to_month as varchar) as waived_to_month

    from source

)

select * from renamed
