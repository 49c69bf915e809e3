with

source as (

    select * from {{ source('gtrm_5w', 'columns') }}

),

renamed as (

    select
        ---------- ids
        {{ row_key(['submission_id', 'sheet_name', 'column_letter', 'field_name']) }} as column_sum_id,
        cast(submission_id as varchar) as submission_id,
        cast(cycle_month as varchar) as cycle_month,

        ---------- where
        cast(file_name as varchar) as file_name,
        cast(sheet_name as varchar) as sheet_name,
        cast(column_letter as varchar) as column_letter,
        cast(column_name as varchar) as column_name,
        cast(field_name as varchar) as field_name,

        ---------- what
        cast(status as varchar) as status,
        cast(cells_count as bigint) as cells_count,
        cast(file_sum as double) as file_sum,
        cast(landed_sum as double) as landed_sum

    from source

)

select * from renamed
