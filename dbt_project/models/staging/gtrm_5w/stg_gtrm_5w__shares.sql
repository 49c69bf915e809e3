with

source as (

    select * from {{ source('gtrm_5w', 'shares') }}

),

renamed as (

    select
        ---------- codes
        cast(region_pcode as varchar) as region_pcode,
        cast(sector_code as varchar) as sector_code,
        cast(population_code as varchar) as population_code,
        cast(age_sex_code as varchar) as age_sex_code,

        ---------- numerics
        cast(share_numerator as bigint) as share_numerator_count,
        cast(share_denominator as bigint) as share_denominator_count

    from source

)

select * from renamed
