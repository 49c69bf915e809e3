"""The HTML bulletin in a browser: nothing is cut off, scrolls sideways or is hard to reach."""

from __future__ import annotations

import shutil

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import sync_playwright
from test_bulletin_layout import LARGE

from bulletin_release import make_release
from gtrm.core.settings import load_settings
from gtrm.products import bulletin

pytestmark = pytest.mark.needs("chromium")
OUTSIDE = """() => [...document.querySelectorAll('.fig')].filter(figure => {
    const at = figure.getBoundingClientRect()
    const panel = figure.closest('section').getBoundingClientRect()
    return !figure.closest('.scroll') && (at.left < panel.left || at.right > panel.right - 8)
}).map(figure => figure.textContent)"""
WIDTHS = (320, 390, 768, 1280)


@pytest.fixture(scope="module")
def browser():
    with sync_playwright() as playwright:
        program = shutil.which("chromium")
        yield playwright.chromium.launch(executable_path=program, args=["--no-sandbox"])


@pytest.fixture(scope="module")
def large(tmp_path_factory):
    """The bulletin of a month with long numbers."""
    release = make_release(tmp_path_factory.mktemp("large") / "release", **LARGE)
    return bulletin.write(load_settings({}), release)[1]


@pytest.mark.parametrize("width", WIDTHS)
def test_long_numbers_stay_in_their_panels_and_the_page_in_its_window(browser, large, width):
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(large.as_uri())

    assert page.evaluate(OUTSIDE) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width


def test_months_are_rows_with_readable_numbers_on_a_phone(browser, large):
    page = browser.new_page(viewport={"width": 390, "height": 900})
    page.goto(large.as_uri())

    sizes = "[...document.querySelectorAll('.months .fig')].map(f => getComputedStyle(f).fontSize)"
    tops = "[...document.querySelectorAll('.months li')].map(row => row.offsetTop)"
    assert set(page.evaluate(sizes)) == {"15px"}
    assert len(set(page.evaluate(tops))) == 12


def test_the_key_of_the_patterns_is_in_sight_on_a_phone(browser, large):
    page = browser.new_page(viewport={"width": 390, "height": 900})
    page.goto(large.as_uri())

    keys = page.locator(".legend span").all()

    assert [key.inner_text().strip() for key in keys] == [
        "RyM en permanencia",
        "Comunidad de acogida",
        "RyM en tránsito",
    ]
    boxes = [key.bounding_box() for key in keys]
    assert all(box["x"] + box["width"] < 390 for box in boxes)


@pytest.mark.parametrize("width", [390, 1280])
def test_axe_finds_nothing_serious(browser, large, width):
    page = browser.new_page(viewport={"width": width, "height": 900})
    page.goto(large.as_uri())
    page.evaluate("document.querySelectorAll('details').forEach(part => part.open = true)")

    found = Axe().run(page).response["violations"]

    serious = [one["id"] for one in found if one["impact"] in ("serious", "critical")]
    assert serious == []
