-- What the public surface of that release lacks and withholds: one region since August, parts of others.
drop table reporting.rpt_data_quality;
drop table reporting.rpt_restatements;
drop table reporting.rpt_invariant_breaches;
alter table reporting.rpt_submission_status drop column organisation_name;
alter table reporting.rpt_submission_status drop column organisation_code;
alter table reporting.rpt_submission_status drop column received_at;
alter table reporting.rpt_people_reached add column withheld_figures varchar;
alter table reporting.rpt_people_reached_country add column withheld_figures varchar;
alter table reporting.rpt_people_reached_cumulated add column withheld_figures varchar;
alter table reporting.rpt_people_reached_mesas add column withheld_figures varchar;
alter table reporting.rpt_people_reached_by_population add column withheld_figures varchar;
alter table reporting.rpt_age_sex add column withheld_figures varchar;
alter table reporting.rpt_subgroup_reach add column withheld_figures varchar;
alter table reporting.rpt_cash add column withheld_figures varchar;
alter table reporting.rpt_activity_outputs add column withheld_figures varchar;
alter table reporting.rpt_coverage add column withheld_figures varchar;
alter table marts.fct_service_days add column withheld_figures varchar;
update reporting.rpt_people_reached set people_reached_count = null, people_computed_count = null,
    withheld_figures = 'people_reached_count, people_computed_count' where region_pcode = 'PE09' and month_code >= '2021-08';
update reporting.rpt_people_reached_by_population set people_count = null, withheld_figures = 'people_count'
    where month_code >= '2021-08' and (region_pcode = 'PE09' or region_pcode = 'PE24' and population_code in ('pendular', 'acogida'));
update reporting.rpt_age_sex set people_count = null, withheld_figures = 'people_count'
    where month_code = '2021-09' and region_pcode = 'PE24' and age_sex_code in ('unknown', 'boys');
update reporting.rpt_subgroup_reach set people_total_count = null, withheld_figures = 'people_total_count'
    where month_code = '2021-09' and region_pcode in ('PE24', 'PE09') and population_code in ('acogida', 'transito');
update reporting.rpt_cash set amount_usd = null, withheld_figures = 'amount_usd'
    where month_code = '2021-09' and region_pcode = 'PE21' and mechanism_code = 'bank_account';
delete from reporting.rpt_people_reached where aggregation_model not in ('maxsector_reported', 'sum');
delete from reporting.rpt_people_reached_country where aggregation_model not in ('maxsector_reported', 'sum');
delete from reporting.rpt_people_reached_mesas where aggregation_model not in ('maxsector_reported', 'sum');
delete from reporting.rpt_people_reached_cumulated where aggregation_model not in ('maxsector_reported', 'sum');
