"""What a reviewer accepts and what a repair changes, in the tables (the files: decided_rows.py)."""

from __future__ import annotations

from datetime import date

from decided_rows import FIRST, MONTH, SECOND
from landing_rows import Build


def test_accepted_critical_rows_count_with_their_repaired_figures(build: Build) -> None:
    # 10 raised to 12, 20 accepted, 30 untouched; the fourth row stays out with its 3.
    assert build.query("""
        select people_reached_count, breakdown_count from reporting.rpt_people_reached
        where region_pcode = 'PE17' and aggregation_model = 'sum' and measure_code = 'total'
        """) == [(12 + 20 + 30, 12 + 20 + 30)]
    assert build.figures("""
        select age_sex_code, people_count from reporting.rpt_age_sex
        where region_pcode = 'PE17' and aggregation_model = 'sum' and measure_code = 'total'
        """) == {"girls": 3 + 5 + 30, "boys": 3 + 5, "women": 3 + 5, "men": 3 + 5}


def test_a_repaired_row_keeps_what_was_reported_beside(build: Build) -> None:
    rows = build.query("""
        select source_row, people_total_count, in_destination_count, girls_count, repair_codes,
               reported_figures, warning_count, waived_count
        from marts.fct_activities where region_pcode = 'PE17' order by all""")

    every = "fill_in_destination, raise_total_to_new, share_out_ages"
    assert rows == [
        (4, 12, 12, 3, every, "total=10; new=12", 0, 1),
        (5, 20, 20, 5, "share_out_ages", "total=20; in_destination=20; usd=-5", 0, 1),
        (6, 30, None, 30, None, "total=30; in_transit=30; girls=30", 0, 0),
    ]


def test_every_repaired_figure_is_recorded_with_who_and_why(build: Build) -> None:
    rows = build.query("""
        select source_row, field_name, reported_value, repaired_count, repair_code, decided_by,
               decided_on_date, reason
        from marts.fct_repairs where is_current and field_name not in ('boys', 'women', 'men')
        order by all""")

    author = ("R. Visor", date(2030, 7, 12), "Acordado")
    assert rows == [
        (4, "girls", None, 3, "share_out_ages", *author),
        (4, "in_destination", None, 12, "fill_in_destination", *author),
        (4, "total_beneficiaries", "10", 12, "raise_total_to_new", *author),
        (5, "girls", None, 5, "share_out_ages", *author),
    ]


def test_findings_say_what_was_accepted_and_what_a_later_version_fixed(build: Build) -> None:
    rows = build.query("""
        select submission_id, source_row, rule_id, region_pcode, is_current, waived_by,
               waived_to_month, is_fixed_by_later_version, fixed_by_submission_id
        from marts.fct_findings where cycle_month = ? order by all""", MONTH)  # fmt: skip

    assert rows == [
        (FIRST, 4, "5W-209", "PE17", False, "R. Visor", "2030-12", False, None),
        (FIRST, 5, "5W-116", "PE17", False, "R. Visor", MONTH, False, None),
        (FIRST, 6, "5W-301", "PE17", False, None, None, True, SECOND),
        (SECOND, 4, "5W-209", "PE17", True, "R. Visor", "2030-12", False, None),
        (SECOND, 5, "5W-116", "PE17", True, "R. Visor", MONTH, False, None),
        (SECOND, 7, "5W-116", "PE17", True, None, None, False, None),
        (None, None, "5W-503", None, True, None, None, False, None),
    ]


def test_findings_name_the_other_row_the_suggestion_and_the_extent(build: Build) -> None:
    assert build.query("""
        select related_source_row, suggested_value, rows_affected_count, scope
        from marts.fct_findings
        where cycle_month = ? and (source_row = 7 or submission_id is null) order by all""",
        MONTH) == [(5, "7", None, "cell"), (None, None, 4, "months")]  # fmt: skip


def test_submission_counts_accepted_findings_apart(build: Build) -> None:
    assert build.query("""
        select rows_accepted_count, rows_quarantined_count, findings_critical_count,
               findings_warning_count, findings_waived_count
        from marts.fct_submissions where submission_id = ?
        """, SECOND) == [(3, 1, 1, 0, 2)]  # fmt: skip
    assert build.query("""
        select source_row, critical_rule_ids from marts.fct_quarantined_rows
        where cycle_month = ?""", MONTH) == [(7, "5W-116")]  # fmt: skip


def test_data_quality_by_rule_region_and_version(build: Build) -> None:
    rows = build.query("""
        select rule_id, organisation_code, region_name, version_number, is_superseded,
               findings_count, waived_count, fixed_count, rows_count, rows_received_count
        from reporting.rpt_data_quality where month_code = ? and record_type = 'finding'
        order by all""", MONTH)  # fmt: skip

    here = ("ORG011", "Madre de Dios")
    assert rows == [
        ("5W-116", *here, 1, True, 1, 1, 0, 1, 3),
        ("5W-116", *here, 2, False, 2, 1, 0, 2, 4),
        ("5W-209", *here, 1, True, 1, 1, 0, 1, 3),
        ("5W-209", *here, 2, False, 1, 1, 0, 1, 4),
        ("5W-301", *here, 1, True, 1, 0, 1, 1, 3),
        ("5W-503", "sin_identificar", "Sin ubicar", 0, False, 1, 0, 0, 0, 0),
    ]


def test_data_quality_counts_the_repairs(build: Build) -> None:
    assert build.figures("""
        select rule_id, findings_count, rows_count from reporting.rpt_data_quality
        where record_type = 'repair' and not is_superseded""") == {
        ("fill_in_destination", 1): 1,
        ("raise_total_to_new", 1): 1,
        ("share_out_ages", 8): 2,
    }
