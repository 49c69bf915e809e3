with

source as (

    select * from {{ source('gtrm_5w', 'repairs') }}
    where {{ touched('cycle_month') }}

),

renamed as (

    select
        ---------- ids
        {{ row_key(['submission_id', 'sheet_name', 'source_row', 'field_name']) }} as repair_id,
        {{ row_key(['submission_id', 'sheet_name', 'source_row']) }} as activity_row_id,
        cast(submission_id as varchar) as submission_id,
        cast(cycle_month as varchar) as cycle_month,
        cast(source_row as bigint) as source_row,

        ---------- what
        cast(field_name as varchar) as field_name,
        cast(reported_value as varchar) as reported_value,
        cast(repaired_value as bigint) as repaired_count,
        cast(repair_code as varchar) as repair_code,
        cast(title_es as varchar) as title_es,
        cast(title_en as varchar) as title_en,

        ---------- decision
        cast(decided_by as varchar) as decided_by,
        cast(decided_on as date) as decided_on_date,
        cast(reason as varchar) as reason

    from source

)

select * from renamed
