"""Which part of which file counts (the files are in parts_rows.py)."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

import pytest

from landing_rows import Build, land, parts_of, run_dbt
from parts_rows import DECIDED, divided_submissions

if TYPE_CHECKING:
    from pathlib import Path


def test_people_are_neither_lost_nor_doubled(build: Build) -> None:
    # January: 15 (corrected from 10 + 20) + 40 and its complement 5 + 3 + 2 + 30 (was 100).
    assert build.query("""
        select month_code, people_reached_count from reporting.rpt_people_reached
        where region_pcode = 'PE04' and aggregation_model = 'sum' and measure_code = 'total'
        order by all""") == [("2031-01", 15 + 40 + 5 + 3 + 2 + 30), ("2031-02", 7)]


def test_submissions_are_superseded_whole_or_in_part(build: Build) -> None:
    rows = build.query("""
        select submission_id, status, is_current, superseded_by_submission_id,
               rows_received_count, rows_accepted_count, rows_quarantined_count, rows_counted_count
        from marts.fct_submissions where cycle_month > '2031' order by submission_id""")

    assert rows == [
        ("n5", "superseded", False, "p6", 0, 0, 0, 0),
        ("p1", "partly_superseded", True, "p2", 4, 3, 1, 1),
        ("p2", "read", True, None, 2, 2, 0, 2),
        ("p3", "read", True, None, 1, 1, 0, 1),
        ("p4", "read", True, None, 1, 1, 0, 1),
        ("p6", "read", True, None, 1, 1, 0, 1),
        ("p7", "superseded", False, "p8", 2, 1, 1, 0),
        ("p8", "read", True, None, 1, 1, 0, 1),
    ]


def test_every_part_says_what_was_decided_and_what_it_brings(build: Build) -> None:
    rows = build.query("""
        select submission_id, organisation_code, month_code, decision_code, is_current,
               overlap_share, decided_by, coalesce(reason_es, reason_en), rows_counted_count
        from marts.fct_submission_parts where cycle_month > '2031' order by all""")

    assert rows == [
        ("n5", "ORG009", "2031-01", "nothing_to_report", False, None, "rule", None, 0),
        ("p1", "ORG006", "2031-01", "first", False, None, "rule", None, 0),
        ("p1", "ORG007", "2031-01", "first", True, None, "rule", None, 1),
        ("p1", None, "2031-01", "first", True, None, "rule", None, 0),
        ("p2", "ORG006", "2031-01", "correction", True, 0.5, "rule", "Same rows.", 1),
        ("p2", "ORG006", "2031-02", "first", True, None, "rule", None, 1),
        ("p3", "ORG007", "2031-01", "complement", True, 0.0, "Ana", "Otra oficina.", 1),
        ("p4", "ORG008", "2031-01", None, True, None, None, None, 1),
        ("p6", "ORG009", "2031-01", "correction", True, None, "rule", None, 1),
        ("p7", "ORG010", "2031-01", "first", False, None, "rule", None, 0),
        ("p7", "ORG010", None, "first", False, None, "rule", None, 0),
        ("p8", "ORG010", "2031-01", "correction", True, None, "rule", None, 1),
    ]


def test_the_first_submission_for_a_month_says_when_an_organisation_reported(build: Build) -> None:
    # The deadline is the 10th. ORG009 said 'nothing' in time and sent its rows late; ORG006's
    # correction of January came with February.
    rows = build.query("""
        select month_code, organisation_code, status, received_at
        from reporting.rpt_submission_status where month_code > '2031' order by all""")

    assert rows == [
        ("2031-01", "ORG006", "received", datetime(2031, 2, 5)),  # noqa: DTZ001
        ("2031-01", "ORG007", "received", datetime(2031, 2, 5)),  # noqa: DTZ001
        ("2031-01", "ORG008", "received", datetime(2031, 2, 6)),  # noqa: DTZ001
        ("2031-01", "ORG009", "received", datetime(2031, 2, 3)),  # noqa: DTZ001
        ("2031-01", "ORG010", "received", datetime(2031, 2, 7)),  # noqa: DTZ001
        ("2031-02", "ORG006", "received", datetime(2031, 3, 5)),  # noqa: DTZ001
    ]


def test_findings_of_superseded_rows_are_not_held_against_anyone(build: Build) -> None:
    assert build.query("""
        select file_name, is_current from marts.fct_quarantined_rows
        where cycle_month > '2031' order by all""") == [("1.xlsx", True), ("7.xlsx", False)]
    assert build.query("""
        select organisation_code, findings_count, rows_received_count
        from reporting.rpt_data_quality where month_code > '2031' and not is_superseded
        """) == [("sin_identificar", 1, 1)]


def test_age_bands_of_counted_rows_are_kept_as_reported(build: Build) -> None:
    assert build.query("""
        select activities.submission_id, bands.month_code, bands.region_pcode,
               bands.organisation_code, bands.sector_code, bands.measure_code,
               bands.age_band_code, bands.people_count
        from marts.fct_reach_by_age_band as bands
        inner join marts.fct_activities as activities using (activity_row_id) order by all
        """) == [
        ("p3", "2031-01", "PE04", "ORG007", "health", "total", band, people)
        for band, people in (("boys_0_3", 0), ("girls_0_3", 2), ("girls_3_6", 3))
    ]


@pytest.mark.parametrize(
    ("wrong", "found"),
    [
        # p1 and p2 supersede each other; p1 counts beside its correction; p9 is not landed.
        ({1: {"superseded_by_submission_id": "p1"}}, "assert_superseded_parts_are_replaced"),
        ({0: {"superseded_by_submission_id": None}}, "assert_superseded_parts_are_replaced"),
        ({0: {"submission_id": "p9"}}, "assert_no_row_finding_or_part_is_orphaned"),
    ],
)
def test_decisions_that_lose_or_double_people_stop_the_build(
    tmp_path: Path, wrong: dict[int, dict[str, object]], found: str
) -> None:
    decided = [{**one, **wrong.get(number, {})} for number, one in enumerate(DECIDED[:7])]
    submissions = divided_submissions()
    land(tmp_path, submissions, [], parts_of(submissions, decided))

    done = run_dbt(
        *(tmp_path, "--indirect-selection", "empty", "--select"),
        *("+assert_superseded_parts_are_replaced", "+assert_no_row_finding_or_part_is_orphaned"),
    )

    assert found in " ".join(done.failed)
