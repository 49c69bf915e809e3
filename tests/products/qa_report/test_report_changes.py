"""What a correction changed, and who delivered when."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from gtrm.products.qa_report.changes import match
from gtrm.products.qa_report.data import STATES
from gtrm.products.qa_report.deliveries import read_deliveries
from reported_month import (
    DO_NOT_ADD,
    MONTH,
    NOT_A_NUMBER,
    NOW,
    File,
    finding,
    land,
    read_page,
    with_expected,
)

if TYPE_CHECKING:
    from pathlib import Path

    from gtrm.core.settings import Settings


def _states(data: dict) -> list[str]:
    own = data["findings"]
    rules = [data["rules"][number][0] for number in own["rule"]]
    return sorted(
        f"{r} {STATES[s]} {row}" for r, s, row in zip(rules, own["state"], own["row"], strict=True)
    )


def test_a_correction_says_what_is_new_what_stays_and_what_is_gone(settings: Settings) -> None:
    before = (
        finding(NOT_A_NUMBER, 9),
        finding(DO_NOT_ADD, 10),
        finding(DO_NOT_ADD, 11, reported_value="7"),
    )
    after = (finding(DO_NOT_ADD, 10), finding(NOT_A_NUMBER, 12, reported_value="diez"))
    across = finding(
        {**DO_NOT_ADD, "rule_id": "5W-601"},
        10,
        submission_id=f"{MONTH}-b.xlsx-1",
        file_name="b.xlsx",
    )
    old = File("a.xlsx", findings=before, replaced_by="b.xlsx")
    land(settings, old, File("b.xlsx", findings=after), compared=(across,))

    assert _states(read_page(settings)[1]) == [
        "5W-112 fixed 9",
        "5W-112 new 12",
        "5W-401 fixed 11",
        "5W-401 still 10",
        "5W-601 open 10",
    ]


def test_the_next_version_of_a_refused_file_is_compared_with_it(settings: Settings) -> None:
    refusal = finding({**NOT_A_NUMBER, "rule_id": "INTAKE-unreadable_file"}, None)
    refused = File("a.xlsx", None, 0, (refusal,), status="refused")
    land(settings, refused, File("a.xlsx", version=2, findings=(finding(DO_NOT_ADD, 9),)))

    states = _states(read_page(settings)[1])

    assert "5W-401 new 9" in states
    assert "INTAKE-unreadable_file fixed 0" in states


def test_a_finding_whose_row_moved_stays() -> None:
    old = pd.DataFrame([finding(DO_NOT_ADD, 9), finding(DO_NOT_ADD, 12, reported_value="8")])
    new = pd.DataFrame([finding(DO_NOT_ADD, 15, reported_value="8"), finding(DO_NOT_ADD, 20)])

    kept_new, kept_old = match(new, old)

    assert sorted(kept_new) == [0, 1]
    assert sorted(kept_old) == [0, 1]


def test_of_findings_alike_as_many_stay_as_there_were() -> None:
    old = pd.DataFrame([finding(DO_NOT_ADD, row) for row in (9, 10)])
    new = pd.DataFrame([finding(DO_NOT_ADD, row) for row in (10, 30, 31)])

    kept_new, kept_old = match(new, old)

    assert list(kept_new) == [0, 1]
    assert sorted(kept_old) == [0, 1]


# The deadline of September is the end of 10 October in Lima: 5:00 UTC of the 11th.
@pytest.mark.parametrize(
    ("received_at", "status"),
    [(datetime(2021, 10, 11, 4, 59), "on_time"), (datetime(2021, 10, 11, 5), "late")],  # noqa: DTZ001 - UTC, as it lands
)
def test_late_is_from_the_deadline_on(
    settings: Settings, received_at: datetime, status: str
) -> None:
    land(settings, File("a.xlsx", received_at=received_at))

    own = read_deliveries(settings, NOW)[MONTH]

    assert own["MUESTRA-A"].status == status


def test_a_partner_is_missing_once_the_deadline_has_passed(
    settings: Settings, tmp_path: Path
) -> None:
    settings = with_expected(settings, tmp_path, "MUESTRA-A", "MUESTRA-B")
    land(settings, File("a.xlsx"))

    before = read_deliveries(settings, datetime(2021, 10, 1, tzinfo=UTC))[MONTH]
    after = read_deliveries(settings, NOW)[MONTH]

    assert before["MUESTRA-B"].status == "expected"
    assert after["MUESTRA-B"].status == "missing"


def test_a_late_correction_makes_nobody_late(settings: Settings) -> None:
    late = datetime(2021, 10, 25)  # noqa: DTZ001 - UTC, as it lands
    first = File("a.xlsx", replaced_by="b.xlsx")
    land(settings, first, File("b.xlsx", received_at=late))

    assert read_deliveries(settings, NOW)[MONTH]["MUESTRA-A"].status == "on_time"


def test_rows_of_another_month_deliver_for_that_month(settings: Settings) -> None:
    """A file of the cycle of September that reports on August only."""
    late_rows = {row: {"month_code": "2021-08"} for row in (9, 10)}
    september = File("a.xlsx", "MUESTRA-B", 2, cells=late_rows)
    land(settings, File("a.xlsx", cycle="2021-08"), september)

    own = read_deliveries(settings, NOW)

    assert set(own["2021-08"]) >= {"MUESTRA-A", "MUESTRA-B"}
