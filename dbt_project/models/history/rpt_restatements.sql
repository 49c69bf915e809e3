{{ config(post_hook="{{ restatements_between_macro() }}") }}

with

figures as (

    select * from {{ ref('rpt_published_figures') }}

),

releases as (

    select * from {{ ref('dim_releases') }}

),

contributions as (

    select * from {{ ref('bridge_releases_submissions') }}

),

mesas_regions as (

    select * from {{ ref('bridge_mesas_regions') }}

),

ordered as (

    select
        serial as to_serial,
        lag(serial) over (order by serial asc nulls last) as from_serial

    from releases

),

pairs as (

    select
        from_serial,
        to_serial

    from ordered
    where from_serial is not null

),

{{ restated_figures('figures', 'releases', 'contributions', 'mesas_regions') }}

select
    from_release_id,
    to_release_id,
    figure_id,
    report_name,
    month_code,
    region_pcode,
    keys,
    figure_name,
    from_value,
    to_value,
    change,
    cause_type,
    cause_name_es,
    cause_name_en,
    cause_submission_ids,
    cause_note

from restatements
