-- Mesas, projects, releases and what moved between them.
create table marts.dim_mesas as from (values
    ('tacna', 'Mesa de Diálogo de Tacna', 'Tacna Dialogue Table', 'MDRM', 'Tacna'), ('tumbes', 'Mesa Técnica de Tumbes', 'Tumbes Technical Table', null, 'Tumbes')
) as t(mesa_code, mesa_name_es, mesa_name_en, acronym, place_name);
create table marts.bridge_mesas_regions as from (values ('tacna', 'PE23', date '2020-12-01', null::date), ('tumbes', 'PE24', date '2018-01-01', null))
    as t(mesa_code, region_pcode, valid_from_date, valid_to_date);
create table marts.dim_mesa_periods as from (values ('tacna', 'active', date '2020-12-01', null::date, 'Boletín inventado'), ('tumbes', 'paused', date '2020-03-01', null, 'Nota inventada'))
    as t(mesa_code, state_code, valid_from_date, valid_to_date, source_note);
create table marts.dim_mesa_subgroups as from (values ('tacna', 'proteccion', 'Protección', 'Protection', date '2020-12-01', null::date), ('tacna', null, 'Territorio', 'Territory', date '2021-09-10', null),
    ('tacna', 'educacion', 'Educación', 'Education', date '2020-12-01', date '2020-12-31'))
    as t(mesa_code, subgroup_code, mesa_subgroup_name_es, mesa_subgroup_name_en, valid_from_date, valid_to_date);
alter table marts.dim_mesa_subgroups add column source_note varchar;
create table marts.bridge_mesas_members as
    select 'tacna' as mesa_code, 'Institución inventada ' || k as member_name, if(k = 2, 'red_cross', 'regional_government') as member_type, if(k = 1, 'chair', 'member') as member_role,
        date '2020-12-01' as valid_from_date, if(k = 9, date '2021-01-31', null) as valid_to_date, 'Acta inventada' as source_note from range(1, 10) as t(k);
create table marts.fct_meetings as select 'tacna' as mesa_code, date '2021-09-28' as meeting_date, '2021-09' as month_code, 'session' as meeting_type,
    'Sesión inventada' as title_es, 'An invented session' as title_en, 'Acta inventada' as source_note;
create table marts.fct_service_days as select 'tacna' as mesa_code, 'PE23' as region_pcode, '2021-09' as month_code, null::date as first_date, null::date as last_date, 3 as days_count,
    159 as persons_count, 224 as services_count, 'Jornadas inventadas' as description_es, 'Invented service days' as description_en, 'Boletín inventado' as source_note;
create table reporting.rpt_people_reached_mesas as
    select month_code, mesa_code, mesa_code as mesa_name, aggregation_model, model_version, measure_code, people_reached_count, 1 as regions_count, 1 as regions_reported_count, status, is_registered, is_overridden
    from reporting.rpt_people_reached join marts.bridge_mesas_regions using (region_pcode);
create table marts.dim_projects as select 'p1' as project_code, 'Proyecto inventado' as project_name_es, 'An invented project' as project_name_en, null::date as valid_from_date,
    null::date as valid_to_date, 89891 as beneficiaries_count, 'Nota inventada' as source_note;
create table marts.dim_donors as select 'd1' as donor_code, 'Donante inventado' as donor_name_es, 'Invented donor' as donor_name_en;
create table marts.bridge_projects_regions as from (values ('p1', 'PE23'), ('p1', 'PE24')) as t(project_code, region_pcode);
create table marts.bridge_projects_donors as from (values ('p1', 'd1')) as t(project_code, donor_code);
create table marts.dim_releases as from (values ('2021-09-r1', 1, '2021-09', timestamp '2021-10-12 10:00:00', false), ('2021-09-r2', 2, '2021-09', timestamp '2021-10-16 02:00:00', true))
    as t(release_id, serial, month_code, published_at, is_this_release);
create table reporting.rpt_restatements as select '2021-09-r1' as from_release_id, '2021-09-r2' as to_release_id, 'rpt_people_reached' as report_name, '2021-09' as month_code,
    'PE23' as region_pcode, 'maxsector_reported / total' as keys, 'people_reached_count' as figure_name, 100.0 as from_value, 120.0 as to_value, 20.0 as change,
    'submission' as cause_type, 's1' as cause_submission_ids, 'Archivo tardío' as cause_note;
create table reporting.rpt_invariant_breaches as select '2021-09' as month_code, 'PE23' as region_pcode, 'southerncone_2021' as aggregation_model, 'total' as measure_code,
    'permanencia' as population_code, 10 as lower_bound_count, 9 as people_count, 20 as upper_bound_count, 'below_lower' as breach_code;
