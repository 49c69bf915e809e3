"""One release and its bulletins, written once for the tests that read them back."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from bulletin_release import make_release
from gtrm.core.settings import load_settings
from gtrm.products import bulletin


@dataclass(frozen=True)
class Written:
    """A release and the three files of its bulletin."""

    release: Path
    pdf: Path
    html: Path
    pptx: Path


@pytest.fixture(scope="session")
def tacna(tmp_path_factory: pytest.TempPathFactory) -> Written:
    """The bulletin of Tacna, September 2021."""
    release = make_release(tmp_path_factory.mktemp("tacna") / "release")
    files = bulletin.write(load_settings({}), release)
    return Written(release, *files)
