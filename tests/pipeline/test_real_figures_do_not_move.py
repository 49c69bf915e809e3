"""Every value published of Peru's real January to March 2021 is what it was."""

from __future__ import annotations

from pathlib import Path

import pytest

from kept_figures import assert_not_moved, assert_nothing_new

pytestmark = [pytest.mark.needs_shared, pytest.mark.slow]


@pytest.fixture
def case(peru) -> tuple[str, Path]:
    """The case and its database."""
    return "months", peru.settings.current.resolve() / "warehouse.duckdb"


def test_no_value_of_any_table_moves(case):
    assert_not_moved(*case)


def test_every_table_and_column_has_its_checksum(case):
    assert_nothing_new(*case)
