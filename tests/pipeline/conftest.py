"""Whole cycles, run as a user runs them, each set in folders of its own."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from late_file import publish_late_file
from office import Office, copy_office, make_office

MONTHS = {  # when their files were received
    "2021-01": "2021-02-05T15:00:00Z",
    "2021-02": "2021-03-05T15:00:00Z",
    "2021-03": "2021-04-05T15:00:00Z",
}


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Office:
    """An office that has run the committed sample month."""
    office = make_office(tmp_path_factory.mktemp("sample"))
    office.run("2021-09")
    return office


@pytest.fixture(scope="session")
def late(sample: Office, tmp_path_factory: pytest.TempPathFactory) -> Office:
    """The sample office after a late file of an expected partner was published."""
    office = copy_office(sample, tmp_path_factory.mktemp("late"))
    publish_late_file(office)
    return office


@pytest.fixture(scope="session")
def peru(tmp_path_factory: pytest.TempPathFactory, shared: Path) -> Office:
    """An office that has landed the real January and February 2021 and run the cycle of March."""
    shares = shared / "data" / "r4v_reference" / "proportions_peru_2022.csv"
    office = make_office(tmp_path_factory.mktemp("peru"), GTRM_PIN_SHARES=str(shares))
    inboxes = {month: _receive(office, shared, month) for month in MONTHS}
    for month in ("2021-01", "2021-02"):
        office.gtrm("land", "--month", month, "--inbox", str(inboxes[month]))
    office.run("2021-03", inboxes["2021-03"])
    return office


def _receive(office: Office, shared: Path, month: str) -> Path:
    """Return an inbox with a real month's files, as received in time: not the day of the test."""
    inbox = office.settings.raw.parent / f"inbox-{month}"
    inbox.mkdir()
    lines = ["file_name,received_at\n"]
    for path in sorted((shared / "data" / "r4v_2021_peru" / month).iterdir()):
        shutil.copyfile(path, inbox / path.name)
        lines.append(f"{path.name},{MONTHS[month]}\n")
    (inbox / "received.csv").write_text("".join(lines), encoding="utf-8")
    return inbox
