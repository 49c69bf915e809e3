with

scopes as (

    select
        outputs.*,
        unnest([outputs.region_pcode, 'PE']) as scope_code

    from reporting.rpt_activity_outputs as outputs

),

names as (

    select
        coalesce(output_code, activity_code) as code,
        any_value(coalesce(published_name_en, activity_name_en) order by activity_code) as activity_name_en

    from marts.dim_activities
    group by all

)

select
    scopes.month_code,
    scopes.scope_code,
    scopes.output_code,
    scopes.activity_name as name_es,
    scopes.unit_name,
    coalesce(names.activity_name_en, subgroups.subgroup_name_en || ': other activities') as name_en,
    count(*) filter (where contains(scopes.withheld_figures, 'quantity')) as withheld_count,
    sum(scopes.quantity) as quantity

from scopes
left join names
    on scopes.output_code = names.code
-- Sensitive activities are one line per subgroup and unit: 'proteccion/atenciones'.
left join marts.dim_subgroups as subgroups
    on split_part(scopes.output_code, '/', 1) = subgroups.subgroup_code
group by all
