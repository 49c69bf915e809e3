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
create table marts.dim_organisations as select *, organisation_type as organisation_code from read_csv('{types}');
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
