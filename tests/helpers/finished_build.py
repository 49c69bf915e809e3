"""A finished build: what `build_if_changed` leaves behind, without dbt."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import duckdb

from gtrm.core.settings import Settings
from gtrm.warehouse import build

MONTH = "2021-09"
_TABLES = """
    create schema marts;
    create schema reporting;
    create table marts.fct_submissions as select '2021-09' as cycle_month, 'read' as status,
        10 as rows_received_count, 9 as rows_accepted_count, 7 as rows_counted_count,
        1 as rows_quarantined_count, 0 as rows_refused_count;
    create table marts.fct_findings(
        cycle_month varchar, file_name varchar, rule_id varchar, is_current boolean,
        hint_es varchar, hint_en varchar
    );
    alter table marts.fct_findings add is_waived boolean default false;
    create table reporting.rpt_submission_status as from (values
        ('2021-09', 'MUESTRA-A', 'Muestra A', true, 'late'),
        ('2021-09', 'MUESTRA-B', 'Muestra B', true, 'missing'),
        ('2021-09', 'MUESTRA-C', 'Muestra C', true, 'received'),
        ('2021-09', 'MUESTRA-D', 'Muestra D', false, 'received')
    ) as t(month_code, organisation_code, organisation_name, is_expected, status);
    create table reporting.rpt_data_quality as from (values
        ('2021-09', 'finding', 'warning', false, 4, 1),
        ('2021-09', 'finding', 'warning', false, 2, 0),
        ('2021-09', 'finding', 'critical', true, 11, 0),
        ('2021-09', 'repair', 'info', false, 13, 0),
        ('2021-08', 'finding', 'critical', false, 7, 0)
    ) as t(month_code, record_type, severity, is_superseded, findings_count, waived_count);
    create table reporting.rpt_people_reached as from (values
        ('2021-09', 'PE23', 'Tacna', 'maxsector_reported', true, 2953, 2953, 9999),
        ('2021-09', 'PE24', 'Tumbes', 'maxsector_reported', true, 47, 40, 60),
        ('2021-09', 'PE23', 'Tacna', 'sum', false, 9999, 2953, 9999),
        ('2021-09', 'PE00', 'Perú (nacional)', 'maxsector_reported', true, 5000, 5000, 5000)
    ) as t(month_code, region_pcode, region_name, aggregation_model, is_registered,
        people_reached_count, lower_bound_count, upper_bound_count);
    alter table reporting.rpt_people_reached add column people_computed_count bigint;
    alter table reporting.rpt_people_reached add is_overridden boolean default false;
    alter table reporting.rpt_people_reached add is_outside_bounds boolean default false;
    alter table reporting.rpt_people_reached add people_without_breakdown_count bigint default 0;
    update reporting.rpt_people_reached set people_computed_count = people_reached_count;
"""


def finish_build(
    settings: Settings,
    state: dict[str, Any],
    critical: int = 0,
    month: str = MONTH,
    told: tuple[tuple[str, str], ...] = (),
) -> Path:
    """Write a build made from `state`, with so many critical findings, and return its folder.

    `told`: (rule id, text) of findings over two files.
    """
    number = len(list(settings.build.glob("*")))
    folder = settings.build / f"{month}-{number:08x}"
    folder.mkdir(parents=True)
    with duckdb.connect(str(folder / build.BUILD_FILE)) as connection:
        connection.execute(_TABLES)
        row = [month, "finding", "critical", False, critical, 0]
        connection.execute("insert into reporting.rpt_data_quality values (?, ?, ?, ?, ?, ?)", row)
        for rule, text in told:
            row = [month, "5W.xlsx", rule, True, text, f"{text} (en)"]
            insert = "insert into marts.fct_findings values (?, ?, ?, ?, ?, ?, false)"
            connection.execute(insert, row)
    (folder / build.INPUTS).write_text(json.dumps(state), encoding="utf-8")
    return folder
