"""The dashboard for everybody: keyboard, screen reader, phone, slow machine; and its pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect

from gtrm.core.settings import load_settings
from gtrm.products import site
from site_release import write_release

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Page

pytestmark = pytest.mark.needs("chromium")

PAGES = {
    "peru": "",
    "region": "region=PE24",
    "subgrupo": "subgrupo=proteccion",
    "organizaciones": "region=PE23",
    "mesas": "mesa=tacna",
    "calidad": "",
    "metodo": "region=PE21",
}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = write_release(tmp_path_factory.mktemp("release"), months=14)
    for surface in ("public", "internal"):
        site.write(load_settings({}), folder, surface=surface)
    return folder


@pytest.fixture(scope="module")
def base(release: Path) -> str:
    return (release / "site" / "index.html").as_uri()


def violations(page: Page) -> list[str]:
    # What it takes for a link that skips is a page: the address after # is the site's state.
    options = {"rules": {"skip-link": {"enabled": False}}}
    found = Axe().run(page, options=options).response["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


@pytest.mark.parametrize("name", PAGES)
def test_no_fault_for_a_screen_reader_and_no_sideways_scrolling_on_a_phone(
    page: Page, base: str, artefacts: Path, name: str
) -> None:
    page.goto(f"{base}#{name}?{PAGES[name]}")
    page.screenshot(path=artefacts / f"site_{name}_es.png", full_page=True)
    for fold in page.locator("summary").all()[:1]:
        fold.click()
    assert violations(page) == []

    page.locator("#language").click()
    page.locator("html[lang=en]").wait_for()
    for width in (320, 390):
        page.set_viewport_size({"width": width, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") == width
    page.screenshot(path=artefacts / f"site_phone_{name}_en.png", full_page=True)


def test_on_a_phone_the_current_page_of_the_menu_is_in_sight(page: Page, base: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(base)
    page.locator("nav a", has_text="Método").click()
    expect(page.locator("h1")).to_have_text("Método")

    box = page.locator("nav [aria-current]").bounding_box()
    assert box
    assert box["x"] >= 0
    assert box["x"] + box["width"] <= 390


def test_the_definition_is_a_dialog_for_a_screen_reader_too(
    page: Page, base: str, artefacts: Path
) -> None:
    page.goto(f"{base}#region?region=PE23")
    page.locator("button.about").first.click()
    page.screenshot(path=artefacts / "site_definition.png")

    assert violations(page) == []


def test_all_can_be_done_by_keyboard(page: Page, base: str) -> None:
    page.goto(base)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")  # the first card's button
    page.keyboard.press("Enter")
    expect(page.locator("#about")).to_be_visible()
    assert page.locator("#about").evaluate("one => one.contains(document.activeElement)")
    page.keyboard.press("Escape")
    expect(page.locator("#about")).to_be_hidden()
    assert page.evaluate("document.activeElement.className") == "about"

    page.locator("#filters [name=subgroup]").focus()
    page.keyboard.type("Prot")
    expect(page.locator("h1 + .context")).to_contain_text("Protección")
    assert page.evaluate("document.activeElement.name") == "subgroup"  # it keeps the focus
    page.locator(".tiles a", has_text="Tacna").focus()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text("Tacna")
    assert page.evaluate("document.activeElement.id") == "main"
    assert page.title() == "Tacna · septiembre de 2021 · GTRM"
    assert page.locator("#announce").inner_text().startswith("Tacna, Septiembre de 2021")


def test_the_internal_site_says_so_and_shows_who_sent_what(page: Page, release: Path) -> None:
    page.goto((release / "site_internal" / "index.html").as_uri() + "#calidad")

    assert "No la difunda" in page.locator(".internal").inner_text()
    text = page.locator("main").inner_text()
    assert "Envíos por organización (interno)" in text
    assert "5W-401 La suma no es el total" in text


def test_ten_years_open_in_under_two_seconds_of_cpu(
    page: Page, tmp_path: Path, artefacts: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """120 months, 26 regions, 6 models; the renderer's own CPU time, parsing included."""
    folder = write_release(tmp_path / "release", months=120, surfaces=("public",))
    site.write(load_settings({}), folder)
    session = page.context.new_cdp_session(page)
    session.send("Performance.enable")

    page.goto((folder / "site" / "index.html").as_uri())
    page.locator("#main[data-drawn] svg.trend").first.wait_for()

    figures = session.send("Performance.getMetrics")["metrics"]
    seconds = {one["name"]: one["value"] for one in figures}["ProcessTime"]
    size = (folder / "site" / "index.html").stat().st_size
    with capsys.disabled():
        print(f"\n10 years: {size / 1e6:.1f} MB, opened in {seconds:.2f} s of CPU")  # noqa: T201
    assert seconds < 2
    page.locator("#filters [name=span]").select_option("all")
    page.locator("svg.trend rect.month").nth(100).wait_for()
    page.locator(".trendbox").screenshot(path=artefacts / "site_ten_years.png")
