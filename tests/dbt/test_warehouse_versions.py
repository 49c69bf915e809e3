"""Re-exports of one database, landed by intake: SQL counts what the decisions say, no row more."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pyarrow.parquet as pq
import pytest

from gtrm.core.settings import load_settings
from gtrm.intake.landed import SCHEMAS
from gtrm.products.approval import questions
from landing_rows import CONFIG, Build, run_dbt
from reexports import (
    Pair,
    as_organisation,
    count,
    elsewhere,
    figures_of,
    joined,
    more,
    sample_month,
    send,
)
from star_rows import CONFIG as STAR_CONFIG

if TYPE_CHECKING:
    from pathlib import Path

    from reexports import Counted, Month

pytestmark = pytest.mark.slow


def sent(month: Month) -> Pair:
    """A consolidated file, a re-export of it, an office, a part that repeats, one that asks.

    In the re-export one organisation is rewritten, one withdrawn, one renamed; October's rows come
    with it, though no cycle of October has landed.
    """
    now = month.month
    rewritten = as_organisation(more(month.of(5), add=50), month.organisations[1])
    renamed = as_organisation(month.of(3), month.spare)
    october = month.next_rows[month.next_rows["appealing_org"] == month.organisations[0]]
    new = joined(month.of(0, 4), rewritten, renamed, october)
    office = more(elsewhere(month.of(4), month), add=7)
    repeated, thin = month.of(0).iloc[:2], more(month.of(0).iloc[:2], add=9)
    first = [(now, "consolidado.xlsx", month.of(0, 1, 2, 3, 4))]
    later = [
        (now, "consolidado.xlsx", new),
        (now, "oficina norte.xlsx", office),
        (now, "otra vez.xlsx", repeated),
        (now, "anexo.xlsx", thin),
    ]
    return Pair(first, later, [new, office], is_clear=False)


@pytest.fixture(scope="module")
def landed_pair(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Pair, Counted]:
    root = tmp_path_factory.mktemp("versions")
    settings = load_settings({"GTRM_RAW": str(root / "raw"), "GTRM_WAREHOUSE": str(root)})
    month = sample_month()
    pair = sent(month)
    send(settings, month, pair, root / "sent")
    return root, pair, count(settings)


@pytest.fixture(scope="module")
def build(landed_pair: tuple[Path, Pair, Counted]) -> Build:
    root, *_ = landed_pair
    for name in ("waived", "repairs", "shares"):
        (root / "landing" / name).mkdir()
        pq.write_table(SCHEMAS[name].empty_table(), root / "landing" / name / f"{name}.parquet")
    (root / "config").mkdir()
    for name, text in {**CONFIG, **STAR_CONFIG}.items():
        (root / "config" / f"{name}.csv").write_text(text, encoding="utf-8")
    done = run_dbt(
        *(root, "--exclude-resource-type=unit_test", "--indirect-selection", "cautious"),
        *("--select", "+fct_submission_parts", "+fct_submissions", "+fct_findings", "+dim_months"),
        *("+assert_superseded_parts_are_replaced", "+assert_rows_reconcile_per_submission"),
        *("+assert_rows_count_unless_critical_or_superseded", "+fct_quarantined_rows"),
    )
    assert done.failed == []
    return Build(root)


def test_sql_counts_what_is_true_and_what_the_decisions_say(
    build: Build, landed_pair: tuple[Path, Pair, Counted]
) -> None:
    _, pair, counted = landed_pair
    rows = build.query("""
        select reported_organisation, reported_month, count(*),
               coalesce(sum(facts.people_total_count), 0), coalesce(sum(facts.people_new_count), 0)
        from marts.fct_activities as facts
        inner join intermediate.int_activities_judged using (activity_row_id) group by all""")

    found = {(name, month): (n, int(total), int(new)) for name, month, n, total, new in rows}
    assert found == counted.figures == figures_of(pair.truth)


def test_received_is_counted_superseded_and_quarantined(build: Build) -> None:
    files = build.query("""
        select file_name, status, rows_counted_count > 0, rows_received_count
               - rows_counted_count - (rows_accepted_count - rows_counted_count)
               - rows_quarantined_count - rows_refused_count
        from marts.fct_submissions order by received_at""")

    assert files == [
        ("consolidado.xlsx", "superseded", False, 0),
        ("consolidado.xlsx", "read", True, 0),
        ("oficina norte.xlsx", "read", True, 0),
        ("otra vez.xlsx", "held", False, 0),
        ("anexo.xlsx", "held", False, 0),
    ]


def test_the_build_holds_the_question_and_what_is_gone(build: Build) -> None:
    [asked] = questions.read(build.root / "warehouse.duckdb")
    [gone] = questions.read_taken_away(build.root / "warehouse.duckdb")

    assert (asked.file_name, gone.file_name) == ("anexo.xlsx", "consolidado.xlsx")


def test_a_month_that_came_in_the_file_of_another_has_landed(build: Build) -> None:
    months = build.query("select month_code from marts.dim_months where is_landed order by all")

    assert months == [("2021-09",), ("2021-10",)]
