"""The project's suites, loaded once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gtrm.core.settings import PROJECT_ROOT
from gtrm.rules.suites import load_suites

if TYPE_CHECKING:
    from gtrm.rules.suites import Suite


@pytest.fixture(scope="session")
def all_suites() -> tuple[Suite, ...]:
    """Those of every stage."""
    return load_suites(PROJECT_ROOT / "expectations")


@pytest.fixture(scope="session")
def suites(all_suites: tuple[Suite, ...]) -> tuple[Suite, ...]:
    """Those about rows as they come."""
    return tuple(suite for suite in all_suites if suite.stage == "rows")
