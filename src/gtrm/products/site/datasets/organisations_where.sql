select
    month_code,
    region_pcode as scope_code,
    subgroup_code,
    unnest(string_split(organisation_names, '; ')) as organisation_name

from reporting.rpt_subgroup_organisations
