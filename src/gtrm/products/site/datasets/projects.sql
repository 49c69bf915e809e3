select
    projects.project_code,
    projects.project_name_es as name_es,
    projects.project_name_en as name_en,
    projects.valid_from_date,
    projects.valid_to_date,
    projects.withheld_figures,
    projects.beneficiaries_count,
    projects.source_note,
    string_agg(distinct regions.region_pcode, ',' order by regions.region_pcode) as scope_codes,
    string_agg(distinct donors.donor_name_es, '; ' order by donors.donor_name_es) as donor_names,
    string_agg(distinct donors.donor_name_en, '; ' order by donors.donor_name_en) as donor_names_en

from marts.dim_projects as projects
left join marts.bridge_projects_regions as regions
    on projects.project_code = regions.project_code
left join marts.bridge_projects_donors as funded
    on projects.project_code = funded.project_code
left join marts.dim_donors as donors
    on funded.donor_code = donors.donor_code
group by all
