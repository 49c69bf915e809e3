with

findings as (

    select * from {{ ref('int_findings_decided') }}
    where {{ touched('cycle_month') }}

),

counted as (

    select
        cycle_month,
        submission_id,
        sheet_name,
        source_row,
        count(*) as findings_count,
        sum(case when severity = 'critical' and not is_waived then 1 else 0 end) as critical_count,
        sum(case when severity = 'warning' and not is_waived then 1 else 0 end) as warning_count,
        sum(case when severity = 'info' and not is_waived then 1 else 0 end) as info_count,
        sum(case when is_waived then 1 else 0 end) as waived_count

    from findings
    where source_row is not null
    group by cycle_month, submission_id, sheet_name, source_row

),

critical_rules as (

    select distinct
        submission_id,
        sheet_name,
        source_row,
        rule_id

    from findings
    where severity = 'critical' and not is_waived

),

critical_rules_listed as (

    select
        submission_id,
        sheet_name,
        source_row,
        string_agg(rule_id, ', ' order by rule_id) as critical_rule_ids

    from critical_rules
    group by submission_id, sheet_name, source_row

)

select
    counted.cycle_month,
    counted.submission_id,
    counted.sheet_name,
    counted.source_row,
    counted.findings_count,
    cast(counted.critical_count as bigint) as critical_count,
    cast(counted.warning_count as bigint) as warning_count,
    cast(counted.info_count as bigint) as info_count,
    cast(counted.waived_count as bigint) as waived_count,
    critical_rules_listed.critical_rule_ids

from counted
left join critical_rules_listed
    on
        counted.submission_id = critical_rules_listed.submission_id
        and counted.sheet_name is not distinct from critical_rules_listed.sheet_name
        and counted.source_row = critical_rules_listed.source_row
