{#-
    Queries with parameters over rpt_published_figures, as table macros of DuckDB; elsewhere they are written out.
    A day counts to its end in Lima, five hours behind UTC all year.
-#}
{% macro published_figures_macros() -%}
    create or replace macro {{ this.schema }}.figures_as_published(moment) as table
    select figures.* exclude (figure_id, from_serial, to_serial)
    from {{ this.schema }}.{{ this.identifier }} as figures
    inner join (
        select coalesce(max(serial), 0) as serial
        from marts.dim_releases
        where published_at < case
            when length(cast(moment as varchar)) = 10 then cast(moment as timestamp) + interval 29 hours
            else cast(moment as timestamp) + interval 1 microsecond
        end
    ) as known
        on figures.from_serial <= known.serial and coalesce(figures.to_serial, known.serial + 1) > known.serial;

    create or replace macro {{ this.schema }}.figures_of_release(release) as table
    select figures.* exclude (figure_id, from_serial, to_serial)
    from {{ this.schema }}.{{ this.identifier }} as figures
    inner join (
        select case when count(*) = 1 then max(serial) else error('No such release: ' || release) end as serial
        from marts.dim_releases
        where release_id = release
    ) as known
        on figures.from_serial <= known.serial and coalesce(figures.to_serial, known.serial + 1) > known.serial
{%- endmacro %}
