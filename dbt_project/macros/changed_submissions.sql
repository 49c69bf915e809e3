{#-
    Common table expressions up to `caused`: rows of submissions that differ between the releases of each row of `pairs`,
    per moved figure those of its months and region. Used by restated_figures.
-#}
{% macro changed_submissions(contributions) -%}
present_submissions as (

    select
        submission_id,
        min(from_serial) as first_serial,
        max(coalesce(to_serial, 2147483647)) as last_serial

    from {{ contributions }}
    group by submission_id

),

contributions_changed as (

    select
        pairs.from_serial as earlier_serial,
        pairs.to_serial as later_serial,
        contributions.submission_id,
        contributions.month_code,
        contributions.region_pcode,
        concat(
            contributions.file_name, ' (', cast(contributions.received_at as date),
            case when contributions.is_late then ', fuera de plazo · late' else '' end, ')'
        ) as file_text,
        present_submissions.first_serial > pairs.from_serial as is_new,
        present_submissions.last_serial <= pairs.to_serial as is_withdrawn,
        contributions.is_late,
        contributions.is_correction

    from pairs
    inner join {{ contributions }} as contributions
        on
            (pairs.from_serial < contributions.from_serial and pairs.to_serial >= contributions.from_serial)
            or (pairs.from_serial < contributions.to_serial and pairs.to_serial >= contributions.to_serial)
    inner join present_submissions
        on contributions.submission_id = present_submissions.submission_id

),

-- A figure without a region is moved by any: every change once more, for the figures called '*'.
contributions_placed as (

    select
        contributions_changed.*,
        region_pcode as place_code
    from contributions_changed
    where region_pcode is not null

    union all

    select
        contributions_changed.*,
        '*' as place_code
    from contributions_changed
    where region_pcode is not null

),

caused as (

    select
        restated.earlier_serial,
        restated.later_serial,
        restated.figure_id,
        string_agg(distinct changed.submission_id, ',' order by changed.submission_id) as submission_ids,
        string_agg(distinct changed.file_text, '; ' order by changed.file_text) as file_texts,
        max(case when changed.is_new and changed.is_correction then 1 else 0 end) = 1 as has_correction,
        max(case when changed.is_new and changed.is_late then 1 else 0 end) = 1 as has_late,
        max(case when changed.is_new then 1 else 0 end) = 1 as has_new,
        max(case when changed.is_withdrawn then 1 else 0 end) = 1 as has_withdrawn

    from restated
    inner join contributions_placed as changed
        on
            restated.earlier_serial = changed.earlier_serial
            and restated.later_serial = changed.later_serial
            and coalesce(restated.region_pcode, '*') = changed.place_code
            and changed.month_code between restated.first_month_code and restated.month_code
    group by
        restated.earlier_serial,
        restated.later_serial,
        restated.figure_id

)
{%- endmacro %}
