{#- docs/counting.md, "The models": what each model adds up in the end, and its note. -#}
with

sectors as (

    select
        aggregation_model,
        month_code,
        region_pcode,
        measure_code,
        sum(case when sector_role = 'counted' then 1 else 0 end) as sectors_counted_count,
        sum(case when sector_role = 'counted' then people_count end) as people_count,
        max(case when sector_role = 'counted' then sector_name_es end) as largest_sector_name,
        string_agg(case when sector_role = 'left_out' then sector_name_es end, ', ' order by sector_name_es)
            as left_out_sector_names

    from {{ ref('int_sectors_chosen') }}
    group by
        aggregation_model,
        month_code,
        region_pcode,
        measure_code

),

-- If a model leaves out all sectors with rows, its figure is 0. If sectors report no number, there is no figure.
by_sectors as (

    select
        aggregation_model,
        month_code,
        region_pcode,
        measure_code,
        case when sectors_counted_count = 0 then 0 else people_count end as people_count,
        case
            when aggregation_model = 'maxsector_2021' and people_count > 0
                then 'Sector con más personas: ' || largest_sector_name || '.'
            when aggregation_model = 'southerncone_2021' then 'El modelo deja fuera: ' || left_out_sector_names || '.'
        end as method_note

    from sectors

),

-- maxagegender has a row wherever there are Pin rows; its count stays null where no ages were reported.
by_ages as (

    select
        'maxagegender_2021' as aggregation_model,
        places.month_code,
        places.region_pcode,
        places.measure_code,
        sum(cells.people_count) as people_count,
        'No mira la medida (mismo valor en nuevos y total): usa solo edad y sexo; no cuenta "otro sexo".'
            as method_note

    from by_sectors as places
    left join {{ ref('int_age_sex_cells_maxagegender') }} as cells
        on
            places.month_code = cells.month_code
            and places.region_pcode = cells.region_pcode
    where places.aggregation_model = 'sum'
    group by
        places.month_code,
        places.region_pcode,
        places.measure_code

),

by_cells as (

    select
        cells.aggregation_model,
        cells.month_code,
        cells.region_pcode,
        cells.measure_code,
        sum(cells.people_count) as people_count,
        max(unplaced.method_note) as method_note

    from {{ ref('int_cells_reached') }} as cells
    left join {{ ref('int_people_unplaced') }} as unplaced
        on
            cells.aggregation_model = unplaced.aggregation_model
            and cells.month_code = unplaced.month_code
            and cells.region_pcode = unplaced.region_pcode
            and cells.measure_code = unplaced.measure_code
    group by
        cells.aggregation_model,
        cells.month_code,
        cells.region_pcode,
        cells.measure_code

),

unioned as (

    select * from by_sectors
    union all
    select * from by_ages
    union all
    select * from by_cells

)

select
    aggregation_model,
    month_code,
    region_pcode,
    measure_code,
    cast(people_count as bigint) as people_count,
    method_note

from unioned
