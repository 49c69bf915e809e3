{{ config(post_hook="{{ published_figures_macros() }}") }}

with

earlier as (

    select * from {{ ref('stg_gtrm_releases__figures') }}

),

present as (

    select * from {{ ref('int_figures_unpivoted') }}

),

releases as (

    select * from {{ ref('dim_releases') }}

),

this_release as (

    select serial
    from releases
    where is_this_release

),

intervals as (

    {{ history_intervals(
        'figure_id',
        ['report_name', 'month_code', 'first_month_code', 'region_pcode', 'keys', 'figure_name', 'figure_value'],
        ['figure_value']
    ) | indent }}

)

select
    intervals.figure_id,
    intervals.report_name,
    intervals.month_code,
    intervals.first_month_code,
    intervals.region_pcode,
    intervals.keys,
    intervals.figure_name,
    intervals.figure_value,
    intervals.from_serial,
    intervals.to_serial,
    from_releases.release_id as from_release_id,
    to_releases.release_id as to_release_id,
    from_releases.published_at as published_from_at,
    to_releases.published_at as published_to_at

from intervals
inner join releases as from_releases
    on intervals.from_serial = from_releases.serial
left join releases as to_releases
    on intervals.to_serial = to_releases.serial
