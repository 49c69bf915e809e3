from __future__ import annotations

from datetime import UTC, datetime

import pytest

from gtrm.cycle import deadline, month_of_run, parse_month
from gtrm.errors import SettingsError


@pytest.mark.parametrize(
    ("text", "month"),
    [
        ("2021-01", "2021-01"),
        ("2021-1", "2021-01"),
        ("2021-09-30", "2021-09"),
        ("2021-09-01 00:00:00", "2021-09"),
        ("09/2021", "2021-09"),
        ("Septiembre 2021", "2021-09"),
        ("setiembre de 2021", "2021-09"),
        ("SEPT-21", "2021-09"),
        ("January 2022", "2022-01"),
        ("02/03/2021", None),  # 2 March or 3 February
        ("2021-13", None),
        ("mes pasado", None),
        ("2021", None),
    ],
)
def test_months_are_read_as_written(text, month):
    assert parse_month(text, "2021-09") == (month, False)


def test_a_month_without_a_year_takes_the_cycle_s_and_says_so():
    assert parse_month("February", "2021-03") == ("2021-02", True)


def test_deadline_is_the_end_of_the_day_in_lima(tmp_path):
    (tmp_path / "deadlines.csv").write_text(
        "valid_from_month,deadline_day\n2020-01,10\n2021-12,8\n", encoding="utf-8"
    )

    assert deadline(tmp_path, "2021-09") == datetime(2021, 10, 11, 5, tzinfo=UTC)
    assert deadline(tmp_path, "2021-12") == datetime(2022, 1, 9, 5, tzinfo=UTC)
    with pytest.raises(SettingsError, match="No deadline"):
        deadline(tmp_path, "2019-12")


def test_a_run_takes_its_month_from_the_form_or_the_partition():
    assert month_of_run("2021-03", "2021-09") == "2021-03"
    assert month_of_run(None, "2021-09") == "2021-09"
    with pytest.raises(SettingsError, match="no month"):
        month_of_run(None, None)
