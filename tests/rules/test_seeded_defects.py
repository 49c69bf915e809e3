"""500 rows made of the real lists, errors planted in some: each is found, and nothing else is."""

from __future__ import annotations

import random
import sys
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from clean_rows import RowMaker
from defects import DEFECTS
from gtrm.core.settings import PROJECT_ROOT
from gtrm.intake.landed import REPORTED_FIELDS
from gtrm.lists.vocabularies import Vocabularies
from gtrm.rules import checks

if TYPE_CHECKING:
    from clean_rows import Row
    from gtrm.rules.suites import Suite

ROWS = 500
PLANTED_EACH = 3
SEED = 20210930
CLEAN = "2021-09-clean"


@dataclass(frozen=True)
class Result:
    """Row number -> rules planted in it, and rules that found something; and of the clean rows."""

    planted: dict[int, frozenset[str]]
    found: dict[int, frozenset[str]]
    on_clean_rows: pd.DataFrame


def plant(rows: list[Row]) -> tuple[list[Row], dict[int, frozenset[str]]]:
    """Put each kind of error in some rows of its kind, one error a row at most."""
    order = list(range(len(rows)))
    random.Random(SEED).shuffle(order)  # noqa: S311 - rows for a test
    out, planted = [dict(row) for row in rows], {}
    for defect in DEFECTS:
        free = [place for place in order if place not in planted and defect.fits(rows[place])]
        assert len(free) >= PLANTED_EACH, defect
        for place in free[:PLANTED_EACH]:
            out[place].update(defect.change(rows[place]))
            planted[place] = defect.rules
    return out, planted


@pytest.fixture(scope="module")
def result(suites: tuple[Suite, ...]) -> Result:
    maker = RowMaker(SEED)
    clean = [maker.draw(number) for number in range(ROWS)]
    rows, planted = plant(clean)
    frame = pd.DataFrame([*rows, *({**row, "submission_id": CLEAN} for row in clean)])
    frame = frame.reindex(columns=frame.columns.union([*REPORTED_FIELDS], sort=False))
    frame = frame.astype(object).where(frame.notna(), None).astype({"source_row": "int64"})
    lists = Vocabularies.load(PROJECT_ROOT / "dbt_project" / "seeds")
    findings = checks.find_findings(frame, suites, lists, {})
    is_clean = findings["submission_id"] == CLEAN
    found = findings[~is_clean].groupby(findings["source_row"] - 2)["rule_id"].agg(frozenset)
    return Result(planted, found.to_dict(), findings[is_clean])


def test_each_planted_error_is_found_and_nothing_else(
    result: Result, capsys: pytest.CaptureFixture[str]
) -> None:
    with capsys.disabled():
        sys.stdout.write(_table(result))

    assert len({str(defect) for defect in DEFECTS}) == len(DEFECTS) > 25
    assert result.found == result.planted


def test_clean_rows_have_no_finding(result: Result) -> None:
    assert result.on_clean_rows["rule_id"].value_counts().to_dict() == {}


def _table(result: Result) -> str:
    """Recall and false-alarm rate of each planted rule, one line each."""
    planted, found, alarms = Counter[str](), Counter[str](), Counter[str]()
    for place in {*result.planted, *result.found}:
        wanted = result.planted.get(place, frozenset())
        told = result.found.get(place, frozenset())
        planted.update(wanted)
        found.update(wanted & told)
        alarms.update(told - wanted)
    lines = ["", f"{'rule':8}{'planted':>8}{'recall':>8}{'false-alarm rate':>18}"]
    for rule in sorted({*planted, *alarms}):
        rest = ROWS - planted[rule]
        recall = found[rule] / planted[rule] if planted[rule] else 1
        lines.append(f"{rule:8}{planted[rule]:8}{recall:8.2f}{alarms[rule] / rest:18.4f}")
    return "\n".join([*lines, ""])
