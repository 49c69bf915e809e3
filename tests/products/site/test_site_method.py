"""The page that tells how people are counted."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from gtrm.products import site
from site_page import shown, spanish

if TYPE_CHECKING:
    import duckdb
    from playwright.sync_api import Page

pytestmark = pytest.mark.needs("chromium")

MODELS = ".panel:has(h2:text-matches('^Modelos de agregación'))"


def test_the_method_page_tells_model_corrections_and_every_definition(
    page: Page, base: str
) -> None:
    page.goto(f"{base}#metodo?region=PE21")

    assert page.locator("tr.chosen").inner_text().split("\t")[3] == "Sí, es el publicado"
    corrected = page.locator(
        ".panel", has=page.get_by_role("heading", name="Cifras corregidas por la oficina")
    )
    assert (
        corrected.locator("tbody tr").inner_text().endswith("Acta de la mesa\tDos listas repetidas")
    )
    folds = page.locator("details[data-definition]")
    assert folds.count() == len(site.definitions()) - 4  # without those of the internal surface
    folds.last.locator("summary").click()
    assert "select" in folds.last.locator("code").inner_text()


def test_without_a_region_the_models_are_compared_for_the_country(
    page: Page, base: str, database: duckdb.DuckDBPyConnection
) -> None:
    page.goto(f"{base}#metodo?mes=2021-09")
    panel = page.locator(MODELS)
    row = database.execute(
        "select people_regions_count from rpt_people_reached_country "
        "where is_registered and month_code = '2021-09'"
    ).fetchone()

    assert row
    assert panel.locator("h2").inner_text() == "Modelos de agregación · Perú · septiembre de 2021"
    assert shown(panel.locator("tr.chosen .figure")) == spanish(row[0])
    assert "Elija una región" in page.locator("main").inner_text()
    assert "Alcance nacional" not in page.locator("main").inner_text()


def test_the_public_page_compares_with_the_sum_and_says_where_the_others_are(
    page: Page, base: str
) -> None:
    page.goto(f"{base}#metodo?region=PE23")
    panel = page.locator(MODELS)

    names = panel.locator("tbody th").all_inner_texts()
    assert names[0] == "maxsector_reported"
    assert set(names) == {"maxsector_reported", "sum"}
    assert "las demás, en la base interna" in panel.inner_text()
    assert panel.locator("dt").count() == 2  # the others are not defined where they are not shown
