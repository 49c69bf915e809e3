from __future__ import annotations

import pytest

from gtrm.core.cycle import MonthBounds, month_of_run, parse_month, read_month
from gtrm.core.errors import SettingsError


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
        ("31/03/2021", "2021-03"),
        ("03/31/2021", "2021-03"),
        ("03/03/2021", "2021-03"),  # the same either way
        ("31.3.2021", "2021-03"),
        ("31/03/2021 00:00", "2021-03"),
        ("2021/03", "2021-03"),
        ("2021/03/31", "2021-03"),
        ("2021.03", "2021-03"),
        ("03.2021", "2021-03"),
        ("202103", "2021-03"),
        ("2021-03-01T00:00:00", "2021-03"),
        ("2021-03-01T00:00:00Z", "2021-03"),
        ("1-mar-2021", "2021-03"),
        ("1 de marzo del 2021", "2021-03"),
        ("March 5, 2021", "2021-03"),
        ("Marzo'21", "2021-03"),
        ("marzo \u201921", "2021-03"),
        ("mar.-21", "2021-03"),
        ("mar/21", "2021-03"),
        ("MARZO DE 2021", "2021-03"),
        ("marzo2021", "2021-03"),
        ("2021 marzo", "2021-03"),
        ("marzo (2021)", "2021-03"),
        ("02/03/2021", None),  # 2 March or 3 February
        ("31/03/21", None),  # 31 March 2021 or 21 March 2031
        ("5 mar", None),
        ("mar 5 21", None),
        ("00/03/2021", None),
        ("32/03/2021", None),
        ("202113", None),
        ("44", None),
        ("enero-febrero 2021", None),
        ("marzo y abril 2021", None),
        ("febrero 2021 - marzo 2021", None),
        ("2021-W10", None),
        ("2021-13", None),
        ("mes pasado", None),
        ("2021", None),
    ],
)
def test_months_are_read_as_written(text, month):
    assert parse_month(text, "2021-09") == (month, False)


def test_a_month_without_a_year_takes_the_cycle_s_and_says_so():
    assert parse_month("February", "2021-03") == ("2021-02", True)


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("marzo", ("2021-03", "assumed", ())),
        ("2021-03", ("2021-03", "written", ())),
        ("44256", ("2021-03", "serial", ())),  # 1 March 2021, as Excel counts its days
        ("44286.75", ("2021-03", "serial", ())),
        ("02/03/2021", (None, "two_ways", ("2021-03", "2021-02"))),
        ("12.11.2021", (None, "two_ways", ("2021-11", "2021-12"))),
        ("ayer", (None, None, ())),
    ],
)
def test_it_is_said_how_a_month_was_told(text, read):
    assert read_month(text, "2021-09") == read


def test_months_lie_between_the_beginning_of_the_response_and_the_cycle():
    bounds = MonthBounds("2018-01")
    verdicts = {m: bounds.verdict(m, "2021-09") for m in ("1900-01", "2017-12", "2018-01")}

    assert verdicts == {
        "1900-01": "before_response",
        "2017-12": "before_response",
        "2018-01": None,
    }
    assert bounds.verdict("2021-09", "2021-09") is None
    assert bounds.verdict("2021-10", "2021-09") == "after_cycle"


def test_a_run_takes_its_month_from_the_form_or_the_partition():
    assert month_of_run("2021-03", "2021-09") == "2021-03"
    assert month_of_run(None, "2021-09") == "2021-09"
    with pytest.raises(SettingsError, match="no month"):
        month_of_run(None, None)
