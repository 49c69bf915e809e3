{#-
    Common table expressions up to `caused`: rows of submissions that differ between the releases of each row of `pairs`,
    per moved figure those of its months and its place: a region, the regions of a mesa, all. Used by restated_figures.
-#}
{% macro changed_submissions(contributions, mesas_regions) -%}
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

-- A mesa's figure changes with the regions it adds (as rpt_people_reached_mesas does), the country's with any region:
-- so every change is repeated for each of these; '*' is the country.
contributions_placed as (

    {% for place in ['region_pcode', "'*'"] -%}
    select
        *,
        {{ place }} as place_code
    from contributions_changed
    where region_pcode is not null

    union all

    {% endfor -%}
    select
        contributions_changed.*,
        places.mesa_code as place_code
    from contributions_changed
    inner join {{ mesas_regions }} as places
        on
            contributions_changed.region_pcode = places.region_pcode
            and last_day(cast(contributions_changed.month_code || '-01' as date))
            between places.valid_from_date and coalesce(places.valid_to_date, cast('9999-12-31' as date))

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
            and coalesce(restated.region_pcode, {{ json_entry('restated.keys', 'mesa_code') }}, '*') = changed.place_code
            and changed.month_code between restated.first_month_code and restated.month_code
    group by
        restated.earlier_serial,
        restated.later_serial,
        restated.figure_id

)
{%- endmacro %}
