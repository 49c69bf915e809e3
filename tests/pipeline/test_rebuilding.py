"""A release that cannot be rebuilt as it was is refused before anything is built."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest

from gtrm.core.errors import PublishError, SettingsError
from gtrm.core.settings import Settings
from gtrm.intake import archive
from gtrm.rebuilding import Rebuilt, rebuild
from gtrm.warehouse.differences import Comparison

NAME = "2021-09-r1"
CONTENT = b"a workbook"


@pytest.fixture
def released(settings: Settings) -> Settings:
    """A release made of one file, which the archive has."""
    sha256 = hashlib.sha256(CONTENT).hexdigest()
    receipt = archive.Receipt(
        f"2021-09-{sha256[:12]}",
        *("2021-09", "folder", "a.xlsx", sha256, len(CONTENT), "2021-10-05T00:00:00+00:00"),
        *(None, 1),
    )
    note = settings.archive / "receipts" / "2021-09" / f"{receipt.submission_id}.json"
    note.parent.mkdir(parents=True)
    note.write_text(json.dumps(vars(receipt)), encoding="utf-8")
    kept = archive.content_path(settings, receipt)
    kept.parent.mkdir(parents=True)
    kept.write_bytes(CONTENT)
    folder = settings.releases / NAME
    (folder / "inputs" / "config").mkdir(parents=True)
    known = {
        key: getattr(receipt, key)
        for key in ("submission_id", "cycle_month", "file_name", "sha256")
    }
    (folder / "MANIFEST.json").write_text(json.dumps({"submissions": [known]}), encoding="utf-8")
    return settings


def stored(settings: Settings) -> Path:
    [path] = (settings.archive / "content").rglob("*.xlsx")
    return path


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(b"other bytes")])
def test_a_file_that_the_archive_has_not_as_received_is_named(released, damage):
    damage(stored(released))

    with pytest.raises(PublishError, match=r"a\.xlsx of 2021-09 is not in the archive as received"):
        rebuild(released, NAME)

    assert list(released.build.iterdir()) == []


def test_a_release_without_its_lists_and_an_output_in_use_are_refused(released, tmp_path):
    (tmp_path / "used").mkdir()
    (tmp_path / "used" / "file").touch()

    with pytest.raises(PublishError, match="2021-08-r9 cannot be rebuilt"):
        rebuild(released, "2021-08-r9")
    with pytest.raises(SettingsError, match="The folder is not empty"):
        rebuild(released, NAME, tmp_path / "used")


def test_tables_that_differ_are_listed_with_what_is_not_as_it_was():
    tables = [
        Comparison("marts.dim_months", 0, 0),
        Comparison("marts.fct_cash", 1, 2),
        Comparison("marts.fct_old", None, None),
    ]

    told = str(Rebuilt(NAME, tables, ["code", "duckdb 1.5.5 → 1.6.0"])).splitlines()

    assert told[0].endswith("1 of 3 tables with the same values")
    assert told[1].startswith("  marts.fct_cash: 1 / 2 ")
    assert "otras columnas" in told[2]
    assert told[3].endswith("code, duckdb 1.5.5 → 1.6.0")
