"""Odd files from the hunt: what each says is read, or told. All of it: `make hunt`."""

from __future__ import annotations

from collections import Counter

import pytest

import hunt
from oddities import ODDITIES


@pytest.fixture(scope="module")
def verdicts() -> list[hunt.Verdict]:
    return hunt.hunt(seed=7, files=2)


def test_no_odd_file_loses_a_figure_without_a_word(verdicts):
    assert [one for one in verdicts if one.result == "silent"] == []


def test_hunt_strikes_in_many_ways_and_knows_what_it_changed(verdicts):
    struck = {one.oddity for one in verdicts}
    results = Counter(one.result for one in verdicts)

    assert len(struck) >= 60
    assert struck <= {one.name for one in ODDITIES}
    assert results["unchanged"] > 100
    assert results["told"] > 100


def test_hunt_sees_a_loss(monkeypatch):
    # A reader that drops the last row of every file, and a second count that looks away.
    read_file = hunt.landing.read_file

    def careless(*arguments):
        reading = read_file(*arguments)
        if reading.receipt.submission_id != "2021-09-000000000000":  # the file as it is
            reading.rows = reading.rows[:-1]
        return reading

    monkeypatch.setattr(hunt.landing, "read_file", careless)

    found = hunt.hunt(seed=7, files=1, only=["blanks_for_zero", "month_as_a_date"])

    assert {one.result for one in found} == {"silent"}
