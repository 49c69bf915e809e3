{#- docs/counting.md, `southerncone_2021`. -#}
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
            partition by month_code, region_pcode, measure_code, southern_cone_role
            order by people_count desc nulls last, sector_name_en asc
        ) as size_rank_in_role

    from sector_reach

)

select
    month_code,
    region_pcode,
    measure_code,
    sector_code,
    sector_name_es,
    people_count,
    case
        when southern_cone_role = 'left_out' then 'left_out'
        when southern_cone_role = 'added' or size_rank_in_role = 1 then 'counted'
        else 'overlapping'
    end as sector_role

from ranked
