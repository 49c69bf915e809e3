"""The project's suites, loaded once."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gtrm.settings import PROJECT_ROOT
from gtrm.validation.suites import load_suites

if TYPE_CHECKING:
    from gtrm.validation.suites import Suite


@pytest.fixture(scope="session")
def suites() -> tuple[Suite, ...]:
    return load_suites(PROJECT_ROOT / "expectations")
