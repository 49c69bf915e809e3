-- What was reached and done, region by month; draw() is in 1_lists.sql.
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
alter table reporting.rpt_people_reached add people_without_breakdown_count bigint default 0;
alter table reporting.rpt_people_reached add is_outside_bounds boolean default false;
update reporting.rpt_people_reached set people_without_breakdown_count = 407383, is_outside_bounds = true
    where region_pcode = 'PE02' and month_code = '2021-09' and is_registered;
update reporting.rpt_people_reached set people_without_breakdown_count = 1000
    where region_pcode = 'PE00' and month_code = '2021-09' and is_registered;
create table reporting.rpt_people_reached_country as
    select month_code, 'PE' as country_code, aggregation_model, '1' as model_version, measure_code, is_registered, 'reported' as status,
        sum(people_reached_count) filter (where region_pcode <> 'PE00')::bigint as people_regions_count,
        sum(people_reached_count) filter (where region_pcode = 'PE00')::bigint as people_nationwide_count,
        sum(people_reached_count)::bigint as people_reached_count, count(*) as regions_reported_count,
        sum(people_without_breakdown_count) filter (where region_pcode <> 'PE00')::bigint as people_regions_without_breakdown_count,
        sum(people_without_breakdown_count) filter (where region_pcode = 'PE00')::bigint as people_nationwide_without_breakdown_count,
        25 as regions_count, bool_or(is_overridden) as is_overridden, bool_or(is_outside_bounds) as is_outside_bounds
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
insert into reporting.rpt_activity_outputs
    select month_code, region_pcode, region_name, 'usd_distribuidos', 'USD distribuidos', sum(amount_usd), 'USD', 1 from reporting.rpt_cash group by all;
create table reporting.rpt_submission_status as
    select month_code, 'M' || k as organisation_code, 'Organización Muestra ' || chr((65 + k)::int) as organisation_name,
        k < 19 and month_code <> '2021-06' as is_expected, -- of June nobody knows who should report
        case when month_code = '2021-06' then 'late' when k in (3, 7) then 'late' when k in (5, 11) then 'missing' when k = 9 then 'nothing_to_report' else 'received' end as status,
        timestamp '2021-10-05 12:00:00' as received_at, date '2021-10-10' as deadline_date
    from (select month_code from marts.dim_months where is_landed), range(20) as t(k);
create table reporting.rpt_data_quality as
    select 'finding' as record_type, '5W-401' as rule_id, 'warning' as severity, 'La suma no es el total' as rule_title, '2021-09' as month_code,
        'Organización Muestra C' as organisation_name, 'Tacna' as region_name, false as is_superseded, 4 as findings_count, 1 as waived_count, 0 as fixed_count;
