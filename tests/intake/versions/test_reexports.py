"""Re-exports: what counts in the end is what is true, or a person is asked."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest

from gtrm.core.settings import load_settings
from gtrm.intake import landing
from reexports import KINDS, Month, count, figures_of, month_of, read_rows, sample_month, send

log = logging.getLogger(__name__)
REAL = ("2021-01", "2021-02", "2021-03")


@pytest.fixture(scope="module", autouse=True)
def _lists_read_once() -> Iterator[None]:
    """Every pair has an installation of its own; the code lists are the same."""
    lists = landing.Lists.load(load_settings({}))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(landing.Lists, "load", lambda _: lists)
        yield


@pytest.fixture(scope="module")
def sample() -> Month:
    return sample_month()


@pytest.fixture(scope="module")
def real(shared: Path) -> dict[str, Month]:
    """January and February of Peru, each with the month after it."""
    folder = shared / "data" / "r4v_2021_peru"
    rows = {
        month: read_rows(sorted((folder / month).glob("*.xlsx")), "r4v_2021", header_row=2)
        for month in REAL
    }
    return {
        one: month_of(f"Peru {one}", "r4v_2021", rows, (one, two)) for one, two in pairwise(REAL)
    }


@pytest.mark.parametrize("name", KINDS)
def test_pairs_of_the_sample_month(sample, tmp_path, name):
    check(sample, name, tmp_path)


@pytest.mark.needs_shared
@pytest.mark.parametrize("base", REAL[:2])
@pytest.mark.parametrize("name", KINDS)
def test_pairs_of_real_months(real, tmp_path, name, base):
    check(real[base], name, tmp_path)


def check(month: Month, name: str, folder: Path) -> None:
    """Land a pair and compare; `pytest --log-cli-level=INFO` shows the table."""
    pair = KINDS[name](month)
    settings = load_settings({"GTRM_RAW": str(folder / "raw"), "GTRM_WAREHOUSE": str(folder / "w")})
    send(settings, month, pair, folder / "sent")
    counted, truth = count(settings), figures_of(pair.truth)
    asked = f"asked {len(counted.questions)}" if counted.questions else ""
    figures = total(truth), total(counted.figures)
    log.info("%s | %-58s | true %s | counted %s | %s", month.name, name, *figures, asked)

    assert counted.figures == truth or counted.questions
    assert not (pair.is_clear and counted.questions)


def total(figures: dict[tuple[str, str], tuple[int, int, int]]) -> str:
    """Rows and people of all organisations and months."""
    rows, people = (sum(one[number] for one in figures.values()) for number in (0, 1))
    return f"{rows:5,} rows {people:8,} people"
