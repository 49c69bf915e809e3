"""dbt's page of the current release: one file that teaches the warehouse and asks nobody."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pytest

from gtrm.products.serving import model_docs

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Browser

    from gtrm.core.settings import Settings

pytestmark = pytest.mark.needs("chromium")


@pytest.fixture
def written(settings: Settings) -> Path:
    """The page of a release that holds one of the tables."""
    release = settings.releases / "2021-09-r1"
    release.mkdir(parents=True)
    with duckdb.connect(str(release / "warehouse.duckdb")) as connection:
        connection.execute("create schema marts; create schema reporting")
        connection.execute("create table reporting.rpt_cash (month_code varchar)")
    settings.current.symlink_to(release)
    return model_docs.write(settings)


def test_page_of_the_models_is_one_file_with_the_overview(
    settings: Settings, written: Path, browser: Browser
) -> None:
    page = browser.new_page()
    outside: list[str] = []
    page.on("request", lambda request: outside.append(request.url))

    page.goto(written.as_uri())
    page.get_by_text("How not to count people twice").wait_for()
    page.goto(f"{written.as_uri()}#!/model/model.gtrm.rpt_cash")
    page.get_by_text("One row per month, region, sector and delivery mechanism").first.wait_for()
    page.close()

    # dbt's own page asks for icons beside it that are not there: nothing of another machine.
    assert [url for url in outside if not url.startswith(("file://", "data:"))] == []
    assert [path.name for path in written.parent.iterdir()] == ["index.html"]
    stamp = written.stat().st_mtime_ns
    assert model_docs.write(settings) == written  # made once per release
    assert written.stat().st_mtime_ns == stamp
