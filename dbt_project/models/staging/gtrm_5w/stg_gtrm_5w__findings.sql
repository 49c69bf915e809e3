with

source as (

    select
        *,
        row_number() over (
            partition by cycle_month, submission_id, source_row, rule_id, field_name
            order by column_name asc nulls last, reported_value asc nulls last
        ) as repetition_number

    from {{ source('gtrm_5w', 'findings') }}

),

renamed as (

    select
        ---------- ids (a rule can find the same cell twice: the repetition is part of the key)
        {{ row_key([
            'cycle_month', 'submission_id', 'source_row', 'rule_id', 'field_name', 'repetition_number'
        ]) }} as finding_id,
        {{ finding_key() }} as finding_key,
        cast(submission_id as varchar) as submission_id,
        cast(cycle_month as varchar) as cycle_month,
        cast(rule_id as varchar) as rule_id,

        ---------- where
        cast(file_name as varchar) as file_name,
        cast(sheet_name as varchar) as sheet_name,
        cast(source_row as bigint) as source_row,
        cast(field_name as varchar) as field_name,
        cast(column_name as varchar) as column_name,

        ---------- what
        cast(reported_value as varchar) as reported_value,
        cast(rule_alias as varchar) as rule_alias,
        cast(severity as varchar) as severity,
        cast(scope as varchar) as scope,
        cast(title_es as varchar) as title_es,
        cast(title_en as varchar) as title_en,
        cast(hint_es as varchar) as hint_es,
        cast(hint_en as varchar) as hint_en,
        cast(suggested_value as varchar) as suggested_value,
        cast(rows_affected_count as bigint) as rows_affected_count,

        ---------- the other row
        cast(related_submission_id as varchar) as related_submission_id,
        cast(related_sheet_name as varchar) as related_sheet_name,
        cast(related_source_row as bigint) as related_source_row

    from source

)

select * from renamed
