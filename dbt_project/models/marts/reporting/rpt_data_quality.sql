with

findings as (

    select
        cycle_month,
        rule_id,
        rule_alias,
        severity,
        title_es,
        submission_id,
        source_row,
        coalesce(organisation_code, 'sin_identificar') as organisation_code

    from {{ ref('fct_findings') }}
    where is_current or submission_status = 'refused'

),

counted as (

    select
        cycle_month,
        organisation_code,
        rule_id,
        severity,
        max(rule_alias) as rule_alias,
        max(title_es) as title_es,
        count(*) as findings_count,
        count(distinct case when source_row is not null then concat_ws('|', submission_id, source_row) end)
            as rows_count

    from findings
    group by
        cycle_month,
        organisation_code,
        rule_id,
        severity

),

received as (

    select
        cycle_month,
        coalesce(organisation_code, 'sin_identificar') as organisation_code,
        count(*) as rows_received_count

    from {{ ref('int_activities_judged') }}
    where is_current
    group by
        cycle_month,
        coalesce(organisation_code, 'sin_identificar')

),

organisations as (

    select * from {{ ref('dim_organisations') }}

)

select
    counted.cycle_month as month_code,
    counted.organisation_code,
    counted.rule_id,
    counted.rule_alias,
    counted.severity,
    counted.title_es as rule_title,
    counted.findings_count,
    counted.rows_count,
    cast(
        counted.rows_count / cast(nullif(received.rows_received_count, 0) as decimal(18, 4)) as decimal(6, 4)
    ) as rows_share,
    coalesce(organisations.organisation_name_es, 'Sin identificar') as organisation_name,
    coalesce(received.rows_received_count, 0) as rows_received_count

from counted
left join received
    on
        counted.cycle_month = received.cycle_month
        and counted.organisation_code = received.organisation_code
left join organisations
    on counted.organisation_code = organisations.organisation_code
