with

sector_reach as (

    select
        *,
        case
            when sector_code in ('shelter', 'humanitarian_transportation', 'wash', 'food_security') then 'one_of_four'
            when
                sector_code in ('protection_general', 'integration', 'multipurpose_cbi', 'health', 'education')
                then 'added'
            else 'left_out'
        end as southern_cone_role

    from {{ ref('int_sector_reach') }}

),

ranked as (

    select
        *,
        row_number() over (
            partition by month_code, region_pcode, measure_code
            order by people_count desc nulls last, sector_name_en asc
        ) as size_rank,
        row_number() over (
            partition by month_code, region_pcode, measure_code, southern_cone_role
            order by people_count desc nulls last, sector_name_en asc
        ) as size_rank_in_role

    from sector_reach

),

chosen as (

    select
        'sum' as aggregation_model,
        *,
        'counted' as sector_role
    from ranked

    union all

    select
        'maxsector_2021' as aggregation_model,
        *,
        case when size_rank = 1 then 'counted' else 'overlapping' end as sector_role
    from ranked

    union all

    select
        'southerncone_2021' as aggregation_model,
        *,
        case
            when southern_cone_role = 'left_out' then 'left_out'
            when southern_cone_role = 'added' or size_rank_in_role = 1 then 'counted'
            else 'overlapping'
        end as sector_role
    from ranked

)

select
    aggregation_model,
    month_code,
    region_pcode,
    measure_code,
    sector_code,
    sector_name_es,
    sector_role,
    people_count

from chosen
