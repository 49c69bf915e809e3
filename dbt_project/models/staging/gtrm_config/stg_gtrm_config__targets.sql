with

source as (

    select * from {{ source('gtrm_config', 'targets') }}

),

renamed as (

    select
        {{ row_key(['year_number', 'region_pcode', 'population_code', 'subgroup_code']) }} as target_id,
        cast(nullif(trim(year_number), '') as integer) as year_number,
        trim(region_pcode) as region_pcode,
        nullif(trim(population_code), '') as population_code,
        nullif(trim(subgroup_code), '') as subgroup_code,
        cast(nullif(trim(people_in_need_count), '') as bigint) as people_in_need_count,
        cast(nullif(trim(people_targeted_count), '') as bigint) as people_targeted_count,
        trim(source) as source_note

    from source

)

select * from renamed
