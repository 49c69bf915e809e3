with

scopes as (

    select
        pcode as region_pcode,
        unnest(case when admin_level = 1 then [pcode, 'PE'] else [pcode] end) as scope_code

    from marts.dim_regions
    where admin_level < 2

)

select
    people.month_code,
    scopes.scope_code,
    people.age_sex_code,
    people.measure_code,
    count(*) filter (where contains(people.withheld_figures, 'people_count')) as withheld_count,
    sum(people.people_count) as people_count

from reporting.rpt_age_sex as people
inner join scopes
    on people.region_pcode = scopes.region_pcode
where people.is_registered
group by all
