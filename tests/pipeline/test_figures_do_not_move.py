"""Every value published of the sample month, and after a late file, is what it was.

The real months have the same tests in `test_real_figures_do_not_move`, beside what shares their
cycle.
"""

from __future__ import annotations

from pathlib import Path

import duckdb
import pytest

from kept_figures import assert_not_moved, assert_nothing_new, find_moved, find_new, summarise

pytestmark = pytest.mark.slow


@pytest.fixture(params=["sample", "late"])
def case(request: pytest.FixtureRequest) -> tuple[str, Path]:
    """A case and its database."""
    office = request.getfixturevalue(request.param)
    return request.param, office.settings.current.resolve() / "warehouse.duckdb"


def test_no_value_of_any_table_moves(case):
    assert_not_moved(*case)


def test_every_table_and_column_has_its_checksum(case):
    assert_nothing_new(*case)


def test_what_moved_is_named_and_what_is_new_is_told_apart(tmp_path):
    rows = "values ('PE15', 5, 1.50, 'a'), ('PE23', 7, 2.25, 'b')"
    kept = summarise(_write(tmp_path / "1", f"from ({rows}) as t(region, people, share, note)"))

    other_types = (
        "select share::double as share, people::bigint as people, region, note, 1 as n"
        f" from ({rows}) as t(region, people, share, note) order by people desc"
    )
    same = _write(tmp_path / "2", other_types)
    swapped = _write(
        tmp_path / "3", f"select * replace (12 - people as people) from ({other_types})"
    )
    lost = _write(
        tmp_path / "4", f"select region, 6 as people, share from ({other_types}) where people = 7"
    )

    assert find_moved(kept, same) == []
    assert find_new(kept, same) == ["new column marts.fct.n"]
    assert [line.partition(" -> ")[2][16:] for line in find_moved(kept, swapped)] == [
        " (the same values in every column, in other rows)"
    ]
    assert [line.partition(": ")[0] for line in find_moved(kept, lost)] == [
        *("marts.fct.note", "marts.fct.people", "marts.fct.region", "marts.fct.share"),
        "marts.fct",
    ]


def _write(path: Path, rows: str) -> Path:
    with duckdb.connect(str(path)) as connection:
        connection.execute(f"create schema marts; create table marts.fct as {rows}")
    return path
