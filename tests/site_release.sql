-- A release with invented figures, of the shape that the site reads; names in braces are filled in.
-- Every region reports every month, but May 2021 (nothing) and Madre de Dios since July.
create schema marts; create schema reporting;
create macro draw(a, b, c, most) as (a * 7919 + b * 104729 + c * 1299721 + a * b * 31) % most;
create table marts.dim_regions as
    select pcode, area_name, admin_level from read_csv('{regions}') where admin_level < 2;
create table marts.dim_months as
    select strftime(day, '%Y-%m') as month_code, strftime(day, '%Y-%m') <> '2021-05' as is_landed
    from range(date '2021-09-01' - to_months({months} - 1), date '2021-09-02', interval 1 month) as t(day);
create table marts.dim_populations as from (values
    ('permanencia', 'RyM en permanencia', 'In destination', 1), ('acogida', 'Comunidad de acogida', 'Host community', 2),
    ('transito', 'RyM en tránsito', 'In transit', 3), ('pendular', 'RyM pendulares', 'Pendulars', 4),
    ('retornados', 'Retornados', 'Returnees', 5)
) as t(population_code, population_name_es, population_name_en, sort_order);
create table marts.dim_subgroups as from (values
    ('necesidades_basicas', 'Necesidades básicas', 'Basic needs', 1), ('salud_nutricion', 'Salud y Nutrición', 'Health and nutrition', 2),
    ('proteccion', 'Protección', 'Protection', 3), ('cbi_multisectorial', 'CBI Multisectorial', 'Multipurpose cash', 4),
    ('integracion', 'Integración', 'Integration', 5), ('educacion', 'Educación', 'Education', 6),
    ('manejo_informacion', 'Manejo de Información', 'Information management', 7)
) as t(subgroup_code, subgroup_name, subgroup_name_en, sort_order);
create table marts.dim_age_sexes as from (values
    ('girls', 'Niñas (menores de 18)', 'Girls (under 18)', 'female', 1), ('boys', 'Niños (menores de 18)', 'Boys (under 18)', 'male', 2),
    ('women', 'Mujeres (18 a más)', 'Women (18 and over)', 'female', 3), ('men', 'Hombres (18 a más)', 'Men (18 and over)', 'male', 4),
    ('other_above18', 'Otro género (18 a más)', 'Other gender (18 and over)', 'other', 5), ('unknown', 'Sin desagregar', 'Not broken down', 'unknown', 6)
) as t(age_sex_code, age_sex_name_es, age_sex_name_en, sex_code, sort_order);
alter table marts.dim_age_sexes add column age_band_code varchar default 'under_18';
create table marts.dim_aggregation_models as
    select aggregation_model, '1' as model_version, aggregation_model as model_name_es, aggregation_model as model_name_en,
        'Definición inventada.' as definition_es, 'An invented definition.' as definition_en
    from unnest(['sum', 'maxsector_2021', 'maxagegender_2021', 'southerncone_2021', 'maxsector_2022', 'maxsector_reported']) as t(aggregation_model);
create table marts.dim_mechanisms as from (values
    ('bank_account', 'Cuenta bancaria', 'Bank account'), ('cash_in_hand', 'Efectivo', 'Cash in hand'), ('paper_voucher', 'Cupón de papel', 'Paper voucher')
) as t(mechanism_code, mechanism_name_es, mechanism_name_en);
create table marts.dim_activities as
    select 'A' || a as activity_code, 'out' || a as output_code, 'Things of kind ' || a as published_name_en, 'Thing' as activity_name_en,
        if(a % 2 = 0, 'kits', 'rations') as published_unit_name_en from range(15) as t(a);
alter table marts.dim_populations add column definition_es varchar default 'Qué es, inventado.';
alter table marts.dim_populations add column definition_en varchar default 'What it is, invented.';
alter table marts.dim_subgroups add column definition_es varchar default 'Qué hace, inventado.';
alter table marts.dim_subgroups add column definition_en varchar default 'What it does, invented.';

create temporary table places as
    select month_code, pcode as region_pcode, area_name as region_name,
        dense_rank() over (order by month_code) as m, r,
        if(admin_level = 0, 60, [3, 9, 1, 30, 4][1 + r % 5]) as size
    from marts.dim_months, (select *, dense_rank() over (order by pcode) as r from marts.dim_regions where admin_level < 2)
    where is_landed and (pcode <> 'PE17' or month_code < '2021-07');
create table reporting.rpt_people_reached_by_population as
    select month_code, region_pcode, region_name, 'maxsector_reported' as aggregation_model, 'total' as measure_code,
        population_code, population_name_es as population_name,
        if(sort_order > 3 and r % 2 = 0, 0, draw(m, r, sort_order, 17 * size * (6 - sort_order)))::bigint as people_count,
        true as is_registered
    from places, marts.dim_populations;
create table reporting.rpt_age_sex as
    select month_code, region_pcode, region_name, 'maxsector_reported' as aggregation_model, 'total' as measure_code,
        age_sex_code, age_sex_name_es as age_sex_name,
        draw(m, r, sort_order + 9, 15 * size * (7 - sort_order))::bigint as people_count, true as is_registered
    from places, marts.dim_age_sexes;
create table reporting.rpt_people_reached as
    select month_code, region_pcode, region_name, model.aggregation_model, '1' as model_version, measure.code as measure_code, 'reported' as status,
        sum(people_count * if(model.aggregation_model = 'sum', 2, 1))::bigint as people_reached_count,
        sum(people_count * if(model.aggregation_model = 'sum', 2, 1))::bigint as people_computed_count,
        null::bigint as breakdown_count, model.aggregation_model = 'maxsector_reported' and measure.code = 'total' as is_registered,
        false as is_overridden, null::varchar as override_author, null::date as override_date, null::varchar as override_source,
        null::varchar as override_reason, if(model.aggregation_model = 'maxsector_2021', 'Sector con más personas: Salud.', null) as method_note
    from reporting.rpt_people_reached_by_population, marts.dim_aggregation_models as model, unnest(['total', 'new']) as measure(code)
    group by all;
update reporting.rpt_people_reached set people_reached_count = people_computed_count - 14, is_overridden = true, override_author = 'Oficina de información',
    override_date = date '2021-10-12', override_source = 'Acta de la mesa', override_reason = 'Dos listas repetidas'
    where region_pcode = 'PE21' and month_code = '2021-09' and is_registered;
create table reporting.rpt_people_reached_country as
    select month_code, 'PE' as country_code, aggregation_model, '1' as model_version, measure_code, is_registered, 'reported' as status,
        sum(people_reached_count) filter (where region_pcode <> 'PE00')::bigint as people_regions_count,
        sum(people_reached_count) filter (where region_pcode = 'PE00')::bigint as people_nationwide_count,
        sum(people_reached_count)::bigint as people_reached_count, count(*) as regions_reported_count,
        25 as regions_count, bool_or(is_overridden) as is_overridden
    from reporting.rpt_people_reached group by all;
create table reporting.rpt_people_reached_cumulated as
    select month_code, region_pcode, region_name, aggregation_model, measure_code, is_registered,
        min(month_code) over year as first_month_code,
        sum(people_reached_count) over year::bigint as people_reached_cumulated_count, count(*) over year as months_counted_count
    from reporting.rpt_people_reached where measure_code = 'new'
    window year as (partition by left(month_code, 4), region_pcode, aggregation_model order by month_code);
create table reporting.rpt_subgroup_reach as
    select month_code, region_pcode, region_name, subgroup_code, subgroup_name, population_code,
        if(populations.sort_order > 3, 0, draw(m + subgroups.sort_order, r, populations.sort_order, 13 * size))::bigint as people_total_count, null::bigint as people_new_count
    from places, marts.dim_subgroups as subgroups, marts.dim_populations as populations
    where subgroup_code <> 'manejo_informacion' and (r + subgroups.sort_order) % 3 > 0;
create table reporting.rpt_coverage as
    select 2021 as year_number, month_code, region_pcode, region_name, null::varchar as population_code, subgroup_code, 'total_of_month' as numerator_code,
        aggregation_model, null::bigint as people_reached_cumulated_count, people_reached_count as people_reached_month_count,
        90000 as people_targeted_count, 150000 as people_in_need_count, round(people_reached_count / 90000, 4)::decimal(12, 4) as coverage_share, 'reported' as status
    from reporting.rpt_people_reached, (values (null), ('proteccion')) as t(subgroup_code) where is_registered and region_pcode in ('PE23', 'PE24');

create table reporting.rpt_subgroup_organisations as
    select month_code, region_pcode, region_name, subgroup_code, subgroup_name,
        list_distinct([('Organización Muestra ' || chr((65 + draw(r, sort_order, k, 20))::int)) for k in range(1 + draw(m // 6, r, sort_order, 4))]) as names,
        len(names)::bigint as organisation_count, array_to_string(list_sort(names), '; ') as organisation_names
    from places, marts.dim_subgroups where (r + sort_order) % 3 > 0;
alter table reporting.rpt_subgroup_organisations drop column names;
create table reporting.rpt_activity_outputs as
    select month_code, region_pcode, region_name, 'out' || a as output_code, 'Cosas de la clase ' || a || ' entregadas a quienes llegan' as activity_name,
        (draw(m, r, a, 900) + if(a = 3, 0.5, 0))::decimal(18, 2) as quantity, if(a % 2 = 0, 'kits', 'raciones') as unit_name, 2::bigint as organisation_count
    from places, range(15) as t(a) where (r + a) % 2 = 0;
create table reporting.rpt_cash as
    select month_code, region_pcode, region_name, subgroup_code, subgroup_name, 'sector' as sector_code, 'Sector' as sector_name, mechanism_code,
        mechanism_name_es as mechanism_name, draw(m, r, sort_order, 9000)::decimal(18, 2) as amount_usd, null::bigint as people_total_count,
        null::bigint as people_new_count, 1::bigint as transfer_rows_count
    from places, marts.dim_subgroups, marts.dim_mechanisms where subgroup_code in ('cbi_multisectorial', 'proteccion') and r % 2 = 0;
create table reporting.rpt_submission_status as
    select month_code, 'M' || k as organisation_code, 'Organización Muestra ' || chr((65 + k)::int) as organisation_name, k < 19 as is_expected,
        case when k in (3, 7) then 'late' when k in (5, 11) then 'missing' when k = 9 then 'nothing_to_report' else 'received' end as status,
        timestamp '2021-10-05 12:00:00' as received_at, date '2021-10-10' as deadline_date
    from (select month_code from marts.dim_months where is_landed), range(20) as t(k);
create table reporting.rpt_data_quality as
    select 'finding' as record_type, '5W-401' as rule_id, 'warning' as severity, 'La suma no es el total' as rule_title, '2021-09' as month_code,
        'Organización Muestra C' as organisation_name, 'Tacna' as region_name, false as is_superseded, 4 as findings_count, 1 as waived_count, 0 as fixed_count;
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
    select 'tacna' as mesa_code, 'Institución inventada ' || k as member_name, 'regional_government' as member_type, if(k = 1, 'chair', 'member') as member_role,
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
create table marts.dim_releases as from (values ('2021-09-r1', 1, '2021-09', timestamp '2021-10-12 10:00:00', false), ('2021-09-r2', 2, '2021-09', timestamp '2021-10-15 18:00:00', true))
    as t(release_id, serial, month_code, published_at, is_this_release);
create table reporting.rpt_restatements as select '2021-09-r1' as from_release_id, '2021-09-r2' as to_release_id, 'rpt_people_reached' as report_name, '2021-09' as month_code,
    'PE23' as region_pcode, 'maxsector_reported / total' as keys, 'people_reached_count' as figure_name, 100.0 as from_value, 120.0 as to_value, 20.0 as change,
    'submission' as cause_type, 's1' as cause_submission_ids, 'Archivo tardío' as cause_note;
create table reporting.rpt_invariant_breaches as select '2021-09' as month_code, 'PE23' as region_pcode, 'southerncone_2021' as aggregation_model, 'total' as measure_code,
    'permanencia' as population_code, 10 as lower_bound_count, 9 as people_count, 20 as upper_bound_count, 'below_lower' as breach_code;
