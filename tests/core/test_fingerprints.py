"""The fingerprint of reading follows imports: no list of files is kept by hand."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from gtrm.core import fingerprints
from gtrm.core.settings import PROJECT_ROOT, Settings, load_settings

CODE = "src/gtrm"
READER = ("gtrm.intake.formats.workbook", "gtrm.intake.rows")


@pytest.fixture(scope="module")
def installation(tmp_path_factory) -> Settings:
    """A copy of what the fingerprint may look at."""
    home = tmp_path_factory.mktemp("home")
    for name in ("src", "expectations", "dbt_project/seeds", "config"):
        ignored = shutil.ignore_patterns("__pycache__")
        shutil.copytree(PROJECT_ROOT / name, home / name, ignore=ignored)
    return replace(load_settings(), home=home, config=home / "config")


def changes(settings: Settings, name: str) -> bool:
    """Whether the fingerprint is another one while a file has a line more."""
    path: Path = settings.home / name
    before, kept = fingerprints.of_reading(settings), path.read_bytes()
    path.write_bytes(kept + b"\n")
    after = fingerprints.of_reading(settings)
    path.write_bytes(kept)
    assert fingerprints.of_reading(settings) == before
    return after != before


@pytest.mark.parametrize(
    "name",
    [
        f"{CODE}/intake/landing.py",
        f"{CODE}/intake/formats/reader.py",  # started as a process, imported by nobody
        f"{CODE}/intake/recount.py",  # imported by that process
        f"{CODE}/intake/layouts/generations/r4v_2021.yml",  # data in a folder of their own
        f"{CODE}/intake/notices.yml",
        f"{CODE}/intake/__init__.py",
        f"{CODE}/lists/code_lists.py",  # imported inside a function
        f"{CODE}/core/normal.py",
        f"{CODE}/rules/verdicts.py",
        f"{CODE}/rules/month/systematic.yml",
        "expectations/month_duplicates.json",
        "dbt_project/seeds/ref_indicators.csv",
        "config/aliases.csv",
    ],
)
def test_what_reading_imports_changes_its_fingerprint(installation, name):
    assert changes(installation, name)


@pytest.mark.parametrize(
    "name",
    [
        f"{CODE}/products/qa_report/__init__.py",
        f"{CODE}/warehouse/build.py",
        f"{CODE}/cli.py",
        f"{CODE}/rules/data_docs.py",  # shows the rules; nothing that is landed comes from it
        f"{CODE}/intake/sources/sftp.py",  # fetches files; what they hold does not change by it
    ],
)
def test_what_only_shows_or_fetches_does_not(installation, name):
    assert not changes(installation, name)


def test_module_that_is_imported_from_now_on_counts(installation):
    entry = installation.home / CODE / "rules" / "checks.py"
    kept = entry.read_bytes()
    entry.write_bytes(kept + b"\n\ndef later():\n    import gtrm.rules.data_docs\n")
    try:
        assert changes(installation, f"{CODE}/rules/data_docs.py")
    finally:
        entry.write_bytes(kept)


def test_what_opens_files_is_told_from_what_judges_them(installation):
    def of_reader() -> str:
        return fingerprints.of_code(installation.home, READER)

    before = of_reader()
    for name, counts in (("rules/checks.py", False), ("intake/formats/limits.py", True)):
        path = installation.home / CODE / name
        kept = path.read_bytes()
        path.write_bytes(kept + b"\n")
        assert (of_reader() != before) is counts
        path.write_bytes(kept)
