"""One word per idea: editions, units, names, the day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from site_page import follow

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.needs("chromium")

PAGES = ("peru", "region?region=PE23", "mesas?mesa=tacna", "calidad", "metodo")


def test_a_release_is_an_edition_and_its_day_is_lima_s(page: Page, base: str) -> None:
    page.goto(base)
    assert page.locator("#release").inner_text() == "Edición 2021-09-r2"
    assert "edición 2021-09-r2 del 15 de octubre de 2021" in page.locator("#foot").inner_text()

    for state in PAGES:
        follow(page, f"{base}#{state}")
        assert "ublicaci" not in page.locator("body").inner_text()
    facts = page.locator(".panel", has_text="Esta edición").locator(".facts").inner_text()
    assert "Publicada (hora de Lima)\n2021-10-15 21:00" in facts


@pytest.mark.parametrize(
    ("quantity", "unit", "written"),
    [
        (1, "albergues", ["albergue", "shelter"]),
        (2, "albergues", ["albergues", "shelters"]),
        (1, "capacitaciones/talleres", ["capacitación/taller", "training/workshop"]),
        (1, "cosas nuevas", ["cosas nuevas", "cosas nuevas"]),
    ],
)
def test_one_thing_has_its_unit_in_the_singular(
    page: Page, base: str, quantity: int, unit: str, written: list[str]
) -> None:
    row = {"quantity": quantity, "unit_name": unit}
    page.goto(base)
    spanish = page.evaluate("row => unitOf(row)", row)
    page.goto(f"{base}#peru?idioma=en")
    page.locator("html[lang=en]").wait_for()

    assert [spanish, page.evaluate("row => unitOf(row)", row)] == written


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("Grupos fortalecidos (# de grupos)", "Grupos fortalecidos"),
        (
            "Actividades de difusión (incl. acceso) (# de acti",
            "Actividades de difusión (incl. acceso)",
        ),
        ("x" * 121 + " como parte de las", "x" * 121 + " como parte de las…"),
        ("Grupos (de madres)", "Grupos (de madres)"),
    ],
)
def test_a_name_has_no_unit_and_a_cut_one_says_so(
    page: Page, base: str, name: str, shown: str
) -> None:
    page.goto(base)

    assert page.evaluate("name => activityName({ name_es: name })", name) == shown
