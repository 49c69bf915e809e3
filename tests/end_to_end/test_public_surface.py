"""The public surface of the sample month: what the bulletin prints is there, the rest resists."""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb
import pytest
from figure_attacker import Attacker

from gtrm.publishing import disclosure


@pytest.fixture(scope="module")
def public(sample, tmp_path_factory) -> Path:
    """The sample's release, made public as its first one."""
    root = tmp_path_factory.mktemp("public")
    folder = root / "warehouse" / "releases" / "2021-09-r1"
    folder.mkdir(parents=True)
    shutil.copy(sample.settings.current / "warehouse.duckdb", folder)
    settings = load_settings({"GTRM_WAREHOUSE": str(root / "warehouse")})
    disclosure.write(settings, folder)
    return folder / "public" / "warehouse.duckdb"
