"""The sequence of a cycle where it breaks: what is still written, and which error comes out."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gtrm import pipeline
from gtrm.core.errors import BuildError, PublishError
from gtrm.products import bulletin, disclosure, exports, site
from gtrm.warehouse import build

if TYPE_CHECKING:
    from pathlib import Path

    from gtrm.core.settings import Settings


def test_a_build_that_fails_leaves_a_report_that_says_so(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise BuildError("A test failed.", "here", "Correct it.")

    monkeypatch.setattr(build, "build_if_changed", fail)
    monkeypatch.setattr(build, "find_present", fail)  # as where a list cannot be read

    with pytest.raises(BuildError):
        pipeline.build_and_report(settings, "2021-09")

    report = settings.reports / "2021-09" / "qa_report.html"
    assert "Informe antes de construir" in report.read_text(encoding="utf-8")


def _write(_: Settings, release: Path, *_surfaces: object) -> None:
    (release / "written").touch()


def _fail(_: Settings, release: Path, *_surfaces: object) -> None:
    raise PublishError("The exports failed.", str(release), "Run the month again.")


def test_an_error_of_the_second_process_comes_out_whole(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for product, write in ((disclosure, _write), (exports, _fail), (bulletin, _write)):
        monkeypatch.setattr(product, "write", write)
    monkeypatch.setattr(site, "write", _write)

    with pytest.raises(PublishError) as caught:
        pipeline.write_products(settings, tmp_path)

    error = caught.value
    assert (error.what, error.where) == ("The exports failed.", str(tmp_path))
    assert str(error).endswith("Run the month again.")
    assert (tmp_path / "written").is_file()
