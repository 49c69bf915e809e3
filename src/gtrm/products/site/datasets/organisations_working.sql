with

names as (

    select
        month_code,
        subgroup_code,
        unnest([region_pcode, 'PE']) as scope_code,
        string_split(organisation_names, '; ') as organisation_names

    from reporting.rpt_subgroup_organisations

)

select
    month_code,
    scope_code,
    subgroup_code,
    len(list_distinct(flatten(list(organisation_names)))) as organisation_count

from names
group by grouping sets ((month_code, scope_code), (month_code, scope_code, subgroup_code))
