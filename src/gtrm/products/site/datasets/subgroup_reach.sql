with

scopes as (

    select
        pcode as region_pcode,
        unnest(case when admin_level = 1 then [pcode, 'PE'] else [pcode] end) as scope_code

    from marts.dim_regions
    where admin_level < 2

),

reach as (

    select
        subgroups.*,
        if(people.measure_code = 'new', 'people_new_count', 'people_total_count') as figure_name

    from reporting.rpt_subgroup_reach as subgroups
    left join reporting.rpt_people_reached as people
        on
            subgroups.month_code = people.month_code
            and subgroups.region_pcode = people.region_pcode
            and people.is_registered

)

select
    reach.month_code,
    scopes.scope_code,
    reach.subgroup_code,
    reach.population_code,
    count(*) filter (where contains(reach.withheld_figures, reach.figure_name)) as withheld_count,
    sum(if(reach.figure_name = 'people_new_count', reach.people_new_count, reach.people_total_count)) as people_count

from reach
inner join scopes
    on reach.region_pcode = scopes.region_pcode
group by all
