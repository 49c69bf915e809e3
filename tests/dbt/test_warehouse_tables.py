"""Submissions, quarantine, outputs, cash and status of the hand-worked month."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal

from landing_rows import Build


def test_every_submission_is_accounted_for(build: Build) -> None:
    rows = build.query("""
        select submission_id, status, is_current, superseded_by_submission_id,
               rows_received_count, rows_accepted_count, rows_quarantined_count,
               rows_refused_count, rows_counted_count
        from marts.fct_submissions where cycle_month < '2030' order by submission_id""")

    assert rows == [
        ("a1", "superseded", False, "a2", 3, 3, 0, 0, 0),
        ("a2", "read", True, None, 5, 4, 1, 0, 4),
        ("b1", "read", True, None, 5, 5, 0, 0, 5),
        ("b2", "superseded", False, "b1", 5, 5, 0, 0, 0),
        ("n1", "nothing_to_report", True, None, 0, 0, 0, 0, 0),
        ("r1", "refused", False, None, 0, 0, 0, 0, 0),
    ]


def test_quarantined_row_keeps_what_was_written_and_why(build: Build) -> None:
    assert build.query("""
        select file_name, source_row, critical_rule_ids, reported_figures
        from marts.fct_quarantined_rows where cycle_month < '2030'
        """) == [("a.xlsx", 7, "5W-014", "total=doce; in_destination=12")]


def test_findings_lead_to_their_row_and_organisation(build: Build) -> None:
    assert build.query("""
        select findings.source_row, findings.organisation_code, findings.severity,
               activities.submission_id
        from marts.fct_findings as findings
        left join marts.fct_activities as activities using (activity_row_id)
        where findings.cycle_month < '2030' order by findings.source_row
        """) == [(5, "ORG001", "warning", "a2"), (7, "ORG001", "critical", None)]


def test_regions_are_all_there(build: Build) -> None:
    assert build.query("""
        select admin_level, count(*), count(distinct region_pcode), count(province_name)
        from marts.dim_regions group by admin_level order by admin_level
        """) == [(0, 1, 1, 0), (1, 25, 25, 0), (2, 196, 25, 196), (3, 1891, 25, 1891)]


def test_outputs_keep_units_apart_and_money_comes_from_transfers(build: Build) -> None:
    rows = build.query("""
        select output_code, activity_name, quantity, unit_name, organisation_count
        from reporting.rpt_activity_outputs
        where region_pcode = 'PE23' and month_code = '2021-09'
        order by output_code""")

    assert rows == [
        ("kits_higiene", "Kits de higiene distribuidos", Decimal("27.00"), "kits", 1),
        ("sin_catalogo", "Mapa", Decimal("3.00"), "mapas", 1),
        ("usd_distribuidos", "USD distribuidos", Decimal("100.50"), "USD", 1),
    ]


def test_cash_counts_declared_transfers_only(build: Build) -> None:
    assert build.query("""
        select subgroup_code, mechanism_name, amount_usd, people_total_count, transfer_rows_count
        from reporting.rpt_cash where region_pcode = 'PE23' and month_code = '2021-09'
        """) == [("cbi_multisectorial", "Otro", Decimal("100.50"), 5, 1)]


def test_organisations_of_a_subgroup_whatever_the_indicator(build: Build) -> None:
    figures = build.figures("""
        select subgroup_code, organisation_count from reporting.rpt_subgroup_organisations
        where region_pcode = 'PE23' and month_code = '2021-09'""")

    assert figures == {
        "necesidades_basicas": 2,
        "salud_nutricion": 1,
        "proteccion": 1,
        "integracion": 1,
        "cbi_multisectorial": 1,
        "manejo_informacion": 1,
    }


def test_submission_status_by_the_deadline_in_lima(build: Build) -> None:
    # As of 1 November: September's deadline (10 October) has passed, October's has not.
    # ORG001's correction of the 20th is not late, for its first version came on the 5th.
    rows = build.query("""
        select month_code, organisation_code, status, received_at
        from reporting.rpt_submission_status where month_code < '2030' order by all""")

    assert rows == [
        ("2021-09", "ORG001", "received", datetime(2021, 10, 5, 12)),  # noqa: DTZ001
        ("2021-09", "ORG002", "late", datetime(2021, 10, 12, 12)),  # noqa: DTZ001
        ("2021-09", "ORG003", "nothing_to_report", datetime(2021, 10, 5, 0)),  # noqa: DTZ001
        ("2021-09", "ORG004", "missing", None),
        *(("2021-10", f"ORG00{number}", "expected", None) for number in (1, 2, 3, 4)),
    ]
    assert build.query("""
        select distinct deadline_date from reporting.rpt_submission_status
        where month_code = '2021-09'""") == [(date(2021, 10, 10),)]


def test_data_quality_is_a_share_of_the_rows_received(build: Build) -> None:
    assert build.query("""
        select organisation_code, rule_id, severity, findings_count, rows_count,
               rows_received_count, rows_share
        from reporting.rpt_data_quality
        where month_code = '2021-09' and not is_superseded order by rule_id
        """) == [
        ("ORG001", "5W-014", "critical", 1, 1, 5, Decimal("0.2000")),
        ("ORG001", "5W-020", "warning", 1, 1, 5, Decimal("0.2000")),
    ]


def test_flat_table_reads_without_a_join(build: Build) -> None:
    assert build.query("""
        select region_name, organisation_name, subgroup_name, sector_name, mechanism_name,
               cva_amount_usd, file_name, source_row
        from reporting.rpt_activities_flat
        where region_pcode = 'PE23' and month_code = '2021-09'
          and sector_code = 'multipurpose_cbi'
        """) == [
        (
            *("Tacna", "100% Diversidad y Derechos", "CBI Multisectorial", "CBI Multipropósito"),
            *("Otro", Decimal("100.50"), "a.xlsx", 6),
        )
    ]


def test_tables_carry_their_comments_for_bi_tools(build: Build) -> None:
    silent = build.query("""
        select table_name, column_name from duckdb_columns()
        where schema_name in ('marts', 'reporting') and coalesce(comment, '') = ''""")

    assert silent == []
    assert build.query("""
        select distinct schema_name from duckdb_tables() order by all
        """) == [("intermediate",), ("marts",), ("reporting",), ("seeds",), ("staging",)]
