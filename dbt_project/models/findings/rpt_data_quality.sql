{%- set place = ['cycle_month', 'organisation_code', 'region_pcode', 'version_number', 'is_superseded'] -%}
with

events as (

    select
        'finding' as record_type,
        rule_id,
        rule_alias,
        severity,
        title_es,
        is_waived,
        is_fixed_by_later_version,
        activity_row_id,
        {{ place | join(', ') }}

    from {{ ref('fct_findings') }}
    where {{ touched('cycle_month', by='month_code') }}

    union all

    select
        'repair' as record_type,
        repair_code as rule_id,
        null as rule_alias,
        'info' as severity,
        title_es,
        false as is_waived,
        false as is_fixed_by_later_version,
        activity_row_id,
        {{ place[:4] | join(', ') }},
        not is_current as is_superseded

    from {{ ref('fct_repairs') }}
    where {{ touched('cycle_month', by='month_code') }}

),

counted as (

    select
        record_type,
        rule_id,
        severity,
        {{ place | join(', ') }},
        {{ row_key(place) }} as place_key,
        max(rule_alias) as rule_alias,
        max(title_es) as rule_title,
        count(*) as findings_count,
        cast(sum(case when is_waived then 1 else 0 end) as bigint) as waived_count,
        cast(sum(case when is_fixed_by_later_version then 1 else 0 end) as bigint) as fixed_count,
        count(distinct activity_row_id) as rows_count

    from events
    group by record_type, rule_id, severity, {{ place | join(', ') }}

),

received as (

    select
        {{ row_key(place[:4] + ['not is_current']) }} as place_key,
        count(*) as rows_received_count

    from {{ ref('int_activities_judged') }}
    where {{ touched('cycle_month', by='month_code') }}
    group by place_key

)

select
    counted.record_type,
    counted.rule_id,
    counted.rule_alias,
    counted.severity,
    counted.rule_title,
    counted.cycle_month as month_code,
    counted.is_superseded,
    counted.findings_count,
    counted.waived_count,
    counted.fixed_count,
    counted.rows_count,
    cast(counted.rows_count / cast(received.rows_received_count as decimal(18, 4)) as decimal(6, 4)) as rows_share,
    coalesce(counted.organisation_code, 'sin_identificar') as organisation_code,
    coalesce(organisations.organisation_name_es, 'Sin identificar') as organisation_name,
    coalesce(counted.region_pcode, 'sin_ubicar') as region_pcode,
    coalesce(regions.area_name, 'Sin ubicar') as region_name,
    coalesce(counted.version_number, 0) as version_number,
    coalesce(received.rows_received_count, 0) as rows_received_count

from counted
left join received
    on counted.place_key = received.place_key
left join {{ ref('dim_organisations') }} as organisations
    on counted.organisation_code = organisations.organisation_code
left join {{ ref('dim_regions') }} as regions
    on counted.region_pcode = regions.pcode
