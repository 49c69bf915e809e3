select
    month_code,
    organisation_name,
    region_name,
    rule_id,
    rule_title,
    severity,
    sum(findings_count) as findings_count,
    sum(waived_count) as waived_count,
    sum(fixed_count) as fixed_count

from reporting.rpt_data_quality
where record_type = 'finding' and not is_superseded
group by all
