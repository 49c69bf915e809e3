"""Chromium from Debian, driven by Playwright; a page that must not ask for anything."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from gtrm.core.settings import load_settings
from gtrm.products import site
from site_release import write_release

if TYPE_CHECKING:
    from collections.abc import Iterator

    from playwright.sync_api import Browser, Page

ARTEFACTS = (
    Path(__file__).resolve().parents[1] / "artefacts"
)  # kept for a look at them; ignored by git


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """One browser for a file of tests. Without its sandbox, which containers cannot give it.

    No longer: while Playwright is open its event loop runs, and other tests' cannot.
    """
    with sync_playwright() as playwright:
        program = shutil.which("chromium")
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A desktop window; at the end it has asked for its own file only and complained of nothing."""
    page = browser.new_page(viewport={"width": 1200, "height": 900})
    complaints: list[str] = []
    asked: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: asked.append(request.url))
    yield page
    opened = page.url.split("#")[0]
    page.close()
    assert complaints == []
    assert {url for url in asked if not url.startswith("data:")} == {opened}
    assert opened.startswith("file://")


@pytest.fixture(scope="session")
def artefacts() -> Path:
    """Where pictures of the page are kept."""
    ARTEFACTS.mkdir(exist_ok=True)
    return ARTEFACTS


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of 14 invented months with its public site."""
    folder = write_release(tmp_path_factory.mktemp("release"), months=14, surfaces=("public",))
    site.write(load_settings({}), folder)
    return folder


@pytest.fixture(scope="session")
def base(release: Path) -> str:
    """The address of the site of `release`."""
    return (release / "site" / "index.html").as_uri()


@pytest.fixture(scope="session")
def database(release: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """The public database of `release`."""
    with duckdb.connect(str(release / "public" / "warehouse.duckdb"), read_only=True) as opened:
        opened.execute("set search_path = 'reporting'")
        yield opened
