with

organisations as (

    select * from {{ ref('ref_organisations') }}

),

changes as (

    select * from {{ ref('stg_gtrm_config__organisation_changes') }}

),

-- The values of the code list are valid from a day before all data; a change gives the new values from its day.
started as (

    select
        organisation_code,
        cast('1900-01-01' as date) as valid_from_date,
        organisation_name,
        organisation_name_es,
        acronym,
        organisation_type,
        is_appealing,
        is_implementing

    from organisations

    union all

    select
        organisation_code,
        valid_from_date,
        organisation_name,
        organisation_name_es,
        acronym,
        organisation_type,
        is_appealing,
        is_implementing

    from changes

),

-- If a change leaves a value blank, the value of the version before stays.
filled as (

    select
        organisation_code,
        valid_from_date,
        cast(lead(valid_from_date) over versions - interval '1' day as date) as valid_to_date,
        last_value(organisation_name ignore nulls) over versions as organisation_name,
        last_value(organisation_name_es ignore nulls) over versions as organisation_name_es,
        last_value(acronym ignore nulls) over versions as acronym,
        last_value(organisation_type ignore nulls) over versions as organisation_type,
        last_value(is_appealing ignore nulls) over versions as is_appealing,
        last_value(is_implementing ignore nulls) over versions as is_implementing

    from started
    window versions as (partition by organisation_code order by valid_from_date asc)

),

types as (

    select * from {{ ref('ref_organisation_types') }}

)

select
    {{ row_key(['filled.organisation_code', 'filled.valid_from_date']) }} as organisation_version_id,
    filled.organisation_code,
    filled.valid_from_date,
    filled.valid_to_date,
    filled.organisation_name,
    filled.organisation_name_es,
    filled.acronym,
    filled.organisation_type,
    types.organisation_type_name_es,
    types.organisation_type_name_en,
    filled.is_appealing,
    filled.is_implementing

from filled
left join types
    on filled.organisation_type = types.organisation_type
