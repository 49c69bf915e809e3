{#- The query for any two releases, as a table macro of DuckDB: after or before each other, named wrongly an error. -#}
{% macro restatements_between_macro() -%}
    create or replace macro {{ this.schema }}.restatements_between(one_release, other_release) as table
    with

    pairs as (

        select
            min(serial) as from_serial,
            case
                when count(*) < 2
                    then error('Not two releases: ' || one_release || ', ' || other_release || '; see marts.dim_releases')
                else max(serial)
            end as to_serial

        from marts.dim_releases
        where release_id in (one_release, other_release)

    ),

    {{ restated_figures(
        'reporting.rpt_published_figures', 'marts.dim_releases', 'marts.bridge_releases_submissions',
        'marts.bridge_mesas_regions'
    ) }}

    select * from restatements
{%- endmacro %}
