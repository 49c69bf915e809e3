{#- How a finding of an earlier file is known again in the file that replaced it; the first that both have decides. -#}
{%- set row = ['sheet_name', 'source_row'] -%}
{%- set ways = [
    ['defect_key', 'reported_value'],
    ['defect_key'],
    ['rule_id', 'field_name'] + row,
    ['rule_id', 'field_name', 'reported_value'],
] -%}
{#- Findings about no row are known by their rule alone; a blank cell says nothing about which row it is. -#}
{%- set needed = [none, none, 'source_row', 'reported_value'] -%}
{%- set pair = ['submission_id', 'later_submission_id'] -%}
with

findings as (

    select *
    from {{ ref('int_findings_placed') }}
    where {{ judges_one_file('rule_id') }}

),

pairs as (

    select
        submission_id,
        superseded_by_submission_id as later_submission_id

    from {{ ref('int_parts_decided') }}
    where superseded_by_submission_id is not null and not is_held

    union

    select
        submission_id,
        superseded_by_submission_id as later_submission_id

    from findings
    where superseded_by_submission_id is not null

),

earlier_0 as (

    select
        submission_id,
        superseded_by_submission_id as later_submission_id,
        finding_id,
        defect_key,
        rule_id,
        field_name,
        sheet_name,
        source_row,
        reported_value

    from findings
    where superseded_by_submission_id is not null

),

-- Each finding of a file, once for every file that its file replaced.
later_0 as (

    select
        pairs.submission_id,
        pairs.later_submission_id,
        findings.finding_id,
        findings.defect_key,
        findings.rule_id,
        findings.field_name,
        findings.sheet_name,
        findings.source_row,
        findings.reported_value

    from findings
    inner join pairs
        on findings.submission_id = pairs.later_submission_id

),

{% for way in ways -%}
{%- set need = needed[loop.index0] -%}
{%- set before, now = loop.index0, loop.index %}
{%- for side in ['earlier', 'later'] %}
numbered_{{ side }}_{{ now }} as (

    select
        *,
        row_number() over (
            partition by {{ (pair + way) | join(', ') }}
            order by source_row asc nulls first, finding_id asc
        ) as position_number

    from {{ side }}_{{ before }}
    {%- if need %}
    where {{ need }} is not null
    {%- endif %}

),

{% endfor -%}
matched_{{ now }} as (

    select
        earlier.submission_id,
        earlier.finding_id as earlier_finding_id,
        later.finding_id as later_finding_id

    from numbered_earlier_{{ now }} as earlier
    inner join numbered_later_{{ now }} as later
        on
            earlier.position_number = later.position_number
            {%- for column in pair + way %}
            and earlier.{{ column }} is not distinct from later.{{ column }}
            {%- endfor %}

),

{% for side in ['earlier', 'later'] -%}
{{ side }}_{{ now }} as (

    select {{ side }}.*
    from {{ side }}_{{ before }} as {{ side }}
    left join matched_{{ now }} as known
        on
            {{ side }}.submission_id = known.submission_id
            and {{ side }}.finding_id = known.{{ side }}_finding_id
    where known.submission_id is null

),

{% endfor -%}
{%- endfor -%}
{%- set last = ways | length -%}
fixed as (

    select
        earlier_0.finding_id,
        earlier_{{ last }}.finding_id is not null as is_fixed

    from earlier_0
    left join earlier_{{ last }}
        on earlier_0.finding_id = earlier_{{ last }}.finding_id

),

-- A finding is new if none of the replaced files had it.
found_anew as (

    select
        later_0.finding_id,
        count(*) = count(later_{{ last }}.finding_id) as is_new

    from later_0
    left join later_{{ last }}
        on
            later_0.submission_id = later_{{ last }}.submission_id
            and later_0.finding_id = later_{{ last }}.finding_id
    group by later_0.finding_id

)

select
    fixed.is_fixed,
    found_anew.is_new,
    coalesce(fixed.finding_id, found_anew.finding_id) as finding_id

from fixed
full outer join found_anew
    on fixed.finding_id = found_anew.finding_id
