"""Re-exports: what counts in the end is what is true, or a person is asked."""

from __future__ import annotations

from pathlib import Path

import pytest

from gtrm.settings import PROJECT_ROOT, Settings, load_settings
from reexports import KINDS, Counted, Month, Pair, count, figures_of, month_of, read_rows, send
from reexports import more

SAMPLE = PROJECT_ROOT / "raw" / "samples" / "2021-09"
MONTHS = ("2021-01", "2021-02", "2021-03")


@pytest.fixture(scope="module")
def sample_month() -> Month:
    """The committed sample month, and an October made of it."""
    rows = read_rows(sorted(SAMPLE.glob("*.xlsx")), "gtrm_es_2021", header_row=5)
    rows = rows[rows["month"] == "2021-09"]
    spare = more(rows.iloc[:1]).assign(appealing_org="Organización Muestra Q", month="2021-10")
    later = more(rows, add=6).assign(month="2021-10")
    both = {"2021-09": rows, "2021-10": _joined(later, spare)}
    return month_of("sample", "gtrm_es_2021", both, ("2021-09", "2021-10"))


@pytest.fixture(scope="module")
def real_months(shared: Path) -> dict[str, Month]:
    folder = shared / "data" / "r4v_2021_peru"
    rows = {
        month: read_rows(sorted((folder / month).glob("*.xlsx")), "r4v_2021", header_row=2)
        for month in MONTHS
    }
    pairs = zip(MONTHS, MONTHS[1:])
    return {one[0]: month_of(f"Peru {one[0]}", "r4v_2021", rows, one) for one in pairs}


def _joined(*frames):
    import pandas as pd

    return pd.concat(frames, ignore_index=True)


def settle(month: Month, make, folder: Path) -> tuple[Pair, Counted]:
    pair = make(month)
    settings = load_settings({"GTRM_RAW": str(folder / "raw"), "GTRM_WAREHOUSE": str(folder / "w")})
    send(settings, month, pair, folder / "sent")
    return pair, count(settings)


@pytest.mark.parametrize("name", KINDS)
def test_sample(sample_month, tmp_path, name):
    check(*settle(sample_month, KINDS[name], tmp_path), name)


@pytest.mark.needs_shared
@pytest.mark.parametrize("base", MONTHS[:2])
@pytest.mark.parametrize("name", KINDS)
def test_real(real_months, tmp_path, base, name):
    check(*settle(real_months[base], KINDS[name], tmp_path), name)


def check(pair, counted, name):
    truth = figures_of(pair.truth)
    total = lambda figures: tuple(map(sum, zip(*figures.values()))) if figures else (0, 0, 0)
    print(f"{name:60} true {total(truth)} counted {total(counted.figures)} asked {len(counted.questions)} {'CLEAR' if pair.is_clear else ''} {counted.decisions}")
    for q in counted.questions: print("     ", q)
    assert counted.figures == truth or counted.questions
    assert not (pair.is_clear and counted.questions)
