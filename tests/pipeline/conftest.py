"""Whole cycles, run as a user runs them, each set in folders of its own."""

from __future__ import annotations

from pathlib import Path

import pytest

from office import Office, make_office


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office that has run the committed sample month."""
    office = make_office(tmp_path_factory.mktemp("sample"))
    office.run("2021-09")
    return office


@pytest.fixture(scope="session")
def peru(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Office:
    """An office that has landed the real January and February 2021 and run the cycle of March."""
    shares = shared / "data" / "r4v_reference" / "proportions_peru_2022.csv"
    office = make_office(tmp_path_factory.mktemp("peru"), GTRM_PIN_SHARES=str(shares))
    months = shared / "data" / "r4v_2021_peru"
    for month in ("2021-01", "2021-02"):
        office.gtrm("land", "--month", month, "--inbox", str(months / month))
    office.run("2021-03", months / "2021-03")
    return office
