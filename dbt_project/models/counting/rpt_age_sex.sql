{#- docs/counting.md, "The models": the ages of what each model counts. -#}
with

by_sectors as (

    select
        chosen.aggregation_model,
        chosen.month_code,
        chosen.region_pcode,
        chosen.measure_code,
        ages.age_sex_code,
        sum(ages.people_count) as people_count

    from {{ ref('int_sectors_chosen') }} as chosen
    inner join {{ ref('int_sector_ages') }} as ages
        on
            chosen.month_code = ages.month_code
            and chosen.region_pcode = ages.region_pcode
            and chosen.measure_code = ages.measure_code
            and chosen.sector_code = ages.sector_code
    where chosen.sector_role = 'counted'
    group by
        chosen.aggregation_model,
        chosen.month_code,
        chosen.region_pcode,
        chosen.measure_code,
        ages.age_sex_code

),

by_ages as (

    select
        'maxagegender_2021' as aggregation_model,
        cells.month_code,
        cells.region_pcode,
        measures.measure_code,
        cells.age_sex_code,
        cells.people_count

    from {{ ref('int_age_sex_cells_maxagegender') }} as cells
    cross join (values ('new'), ('total')) as measures (measure_code)

),

by_cells as (

    select
        aggregation_model,
        month_code,
        region_pcode,
        measure_code,
        age_sex_code,
        sum(people_count) as people_count

    from {{ ref('int_cells_reached') }}
    group by
        aggregation_model,
        month_code,
        region_pcode,
        measure_code,
        age_sex_code

),

people as (

    select * from by_sectors
    union all
    select * from by_ages
    union all
    select * from by_cells

),

totals as (

    select * from {{ ref('rpt_people_reached') }}

),

age_sexes as (

    select * from {{ ref('dim_age_sexes') }}

)

select
    people.month_code,
    people.region_pcode,
    totals.region_name,
    people.aggregation_model,
    people.measure_code,
    people.age_sex_code,
    age_sexes.age_sex_name_es as age_sex_name,
    cast(people.people_count as bigint) as people_count,
    totals.is_registered,
    totals.model_version

from people
inner join totals
    on
        people.month_code = totals.month_code
        and people.region_pcode = totals.region_pcode
        and people.aggregation_model = totals.aggregation_model
        and people.measure_code = totals.measure_code
inner join age_sexes
    on people.age_sex_code = age_sexes.age_sex_code
