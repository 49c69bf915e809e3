with

source as (

    select * from {{ source('gtrm_config', 'projects') }}

),

renamed as (

    select
        trim(project_code) as project_code,
        trim(project_name_es) as project_name_es,
        trim(project_name_en) as project_name_en,
        nullif(trim(lead_organisation_code), '') as lead_organisation_code,
        {{ period_start('valid_from_date') }} as valid_from_date,
        {{ period_end('valid_to_date') }} as valid_to_date,
        cast(nullif(trim(beneficiaries_count), '') as bigint) as beneficiaries_count,
        trim(source) as source_note

    from source

)

select * from renamed
