{#- docs/counting.md, `maxsector_2022`, step 1. -#}
with

populations as (

    select * from {{ ref('int_sector_populations') }}

),

shares as (

    select * from {{ ref('stg_gtrm_5w__shares') }}
    where share_denominator_count > 0

),

regions_with_shares as (

    select distinct region_pcode
    from shares

),

ages as (

    select
        *,
        cast(
            sum(people_count) over (partition by month_code, region_pcode, measure_code, sector_code) as bigint
        ) as sector_count

    from {{ ref('int_sector_ages') }}
    where people_count > 0

),

-- Configured shares first, then the sector's own reported ages, then no ages at all.
shared as (

    select
        populations.month_code,
        populations.region_pcode,
        populations.measure_code,
        populations.sector_code,
        populations.population_code,
        populations.people_count as population_count,
        shares.age_sex_code is null as is_share_missing,
        coalesce(shares.age_sex_code, ages.age_sex_code, 'unknown') as age_sex_code,
        coalesce(shares.share_numerator_count, ages.people_count, 1) as numerator_count,
        coalesce(shares.share_denominator_count, ages.sector_count, 1) as denominator_count

    from populations
    inner join regions_with_shares
        on populations.region_pcode = regions_with_shares.region_pcode
    left join shares
        on
            populations.region_pcode = shares.region_pcode
            and populations.sector_code = shares.sector_code
            and populations.population_code = shares.population_code
    left join ages
        on
            populations.month_code = ages.month_code
            and populations.region_pcode = ages.region_pcode
            and populations.measure_code = ages.measure_code
            and populations.sector_code = ages.sector_code
            and shares.age_sex_code is null

)

select
    month_code,
    region_pcode,
    measure_code,
    sector_code,
    population_code,
    age_sex_code,
    is_share_missing,
    population_count,
    {{ half_even_quotient('population_count * numerator_count', 'denominator_count') }} as people_count

from shared
