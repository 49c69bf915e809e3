select
    month_code,
    region_pcode as scope_code,
    subgroup_code,
    organisation_count

from reporting.rpt_subgroup_organisations
