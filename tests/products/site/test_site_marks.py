"""What a figure says that is no plain number: withheld, at least, not reported, not loaded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from site_page import follow, headline, shown, spanish

if TYPE_CHECKING:
    import duckdb
    from playwright.sync_api import Page

pytestmark = pytest.mark.needs("chromium")

MONTH = "2021-09"
MARK = "protegido"
MEANING = "de 1 a 4 personas, o ligada a una cifra que lo es"


def test_a_withheld_figure_is_marked_and_never_zero(page: Page, base: str) -> None:
    page.goto(f"{base}#region?region=PE09")
    assert headline(page, "people_reached") == MARK
    assert page.locator(".trend .secret").count() == 2  # August and September
    assert page.evaluate("stateOf({ people: 0, withheld_count: 1 }, 'people')") == "withheld"
    assert "<5" not in page.locator("body").inner_text()

    follow(page, f"{base}#peru?mes={MONTH}")
    host = page.locator(".bars li:has-text('Comunidad de acogida') .figure")
    assert shown(host).startswith("≥\u00a0")
    assert f"prot. = {MARK}: {MEANING}" in page.locator("main").inner_text()


def test_no_bar_and_no_track_stands_beside_a_withheld_figure(page: Page, base: str) -> None:
    page.goto(f"{base}#region?mes={MONTH}&region=PE24")
    host = page.locator(".bars li:has-text('Comunidad de acogida')").first

    assert shown(host.locator(".figure")) == MARK
    assert host.locator(".figure").get_attribute("title") == MEANING
    assert host.locator(".bar").count() == 0
    settled = page.locator(".bars li:has-text('RyM en permanencia')").first
    assert settled.locator(".bar > .p1").count() == 1
    follow(page, f"{base}#peru?mes={MONTH}")
    row = page.locator("tbody tr:has-text('Huancavelica')")
    assert row.locator(".withheld").count() == 1
    assert row.locator(".bar").count() == 0


def test_people_in_no_group_and_figures_that_cannot_be_right_are_told(
    page: Page, base: str
) -> None:
    lacking, outside = "y 407\u202f383 sin grupo de población", "⚠ Fuera de límites"

    page.goto(f"{base}#region?mes={MONTH}&region=PE02")
    card = page.locator(".card", has=page.locator('[data-dataset="people_reached"]'))
    assert lacking in card.inner_text()
    assert outside in card.inner_text()
    groups = page.locator(".panel", has_text="Por grupo poblacional").first
    assert lacking in groups.inner_text()
    assert f"{outside}: septiembre de 2021." in page.locator("main").inner_text()

    follow(page, f"{base}#peru?mes={MONTH}")
    card = page.locator(".card", has=page.locator('[data-dataset="people_reached_country"]'))
    assert lacking in card.inner_text()
    assert outside in card.inner_text()
    assert "y 1\u202f000 sin grupo de población" in card.inner_text()  # nationwide, apart
    row = page.locator("tbody tr:has-text('Áncash')").first
    assert lacking in row.inner_text()
    assert outside in row.inner_text()
    assert f"{outside}: Áncash." in page.locator("main").inner_text()

    follow(page, f"{base}#region?mes={MONTH}&region=PE23")
    assert "sin grupo de población" not in page.locator("main").inner_text()
    assert outside not in page.locator("main").inner_text()


@pytest.mark.parametrize("clicks", [1, 2])
def test_withheld_figures_are_sorted_after_all_numbers(page: Page, base: str, clicks: int) -> None:
    page.goto(f"{base}#calidad?mes={MONTH}")
    panel = page.locator(".panel", has_text="Estado de las cifras por región")
    for _ in range(clicks):
        panel.locator("th button", has_text="Personas alcanzadas").click()

    names = panel.locator("tbody th").all_inner_texts()
    assert names[-3:] == ["Huancavelica", "Madre de Dios", "Alcance nacional"]


def test_a_month_not_loaded_and_a_month_without_a_report_say_so(page: Page, base: str) -> None:
    page.goto(f"{base}#region?region=PE17&mes=2021-09")
    page.locator(".trend .absent").first.wait_for()

    absent = page.locator(".trend .absent title").all_text_contents()
    why = " (No se conoce: no es cero)"
    assert absent[:2] == [
        f"mayo de 2021: mes no cargado{why}",
        f"julio de 2021: sin reporte{why}",
    ]
    text = page.locator("main").inner_text()
    assert "Recuadro punteado: mes no cargado; con –, sin reporte. No es cero." in text
    assert headline(page, "people_reached") == "sin reporte"
    page.locator("#filters [name=month]").select_option("2021-05")
    expect(page.locator("h1 + .context")).to_contain_text("Mayo de 2021 · mes no cargado")
    assert headline(page, "people_reached") == "mes no cargado"
    assert "Mayo de 2021 (mes no cargado)" in page.locator("#filters").inner_text()


def test_all_dollars_are_told_though_a_mechanism_is_withheld(
    page: Page, base: str, database: duckdb.DuckDBPyConnection
) -> None:
    row = database.execute(
        "select quantity from rpt_activity_outputs where region_pcode = 'PE21' "
        f"and month_code = '{MONTH}' and output_code = 'usd_distribuidos'"
    ).fetchone()
    page.goto(f"{base}#region?mes={MONTH}&region=PE21")
    assert row
    assert headline(page, "cash") == spanish(row[0])
    assert shown(page.locator(".bars li:has-text('Cuenta bancaria') .figure")) == MARK


def test_where_nobody_knows_who_should_report_all_that_did_are_counted(
    page: Page, base: str
) -> None:
    page.goto(f"{base}#peru?mes=2021-06")
    assert headline(page, "completeness") == "20"
    unknown = "No se conoce cuántas se esperaban."
    assert unknown in page.locator(".card", has_text="Organizaciones que reportaron").inner_text()
    assert "de 25 que han reportado alguna vez" in page.locator(".card").first.inner_text()

    follow(page, f"{base}#calidad?mes=2021-06")
    panel = page.locator(".panel", has_text="Reportes del mes")
    assert panel.locator(".headline").inner_text() == "20 organizaciones reportaron"
    assert unknown in panel.inner_text()
    assert panel.locator(".wholebar").count() == 0
    follow(page, f"{base}#calidad?mes={MONTH}")
    page.locator(".trend .month").first.wait_for()
    drawn = page.locator(".trend .month title").all_text_contents()
    assert drawn[-1].endswith(": 18")  # 17 of the 19 on the list, and one that is not
    assert "20" in {title.rpartition(": ")[2] for title in drawn}


def test_populations_differ_by_pattern_also_in_print(page: Page, base: str) -> None:
    page.emulate_media(media="print")
    page.goto(f"{base}#region?mes={MONTH}&region=PE23")
    page.locator(".legend .p5").first.wait_for()

    drawn = page.evaluate(
        "[1, 2, 3, 4, 5].map((at) => "
        "getComputedStyle(document.querySelector(`.legend .p${at}`), '::before').background)"
    )
    assert len(set(drawn)) == 5
    assert sum("gradient" in background for background in drawn) == 4  # the first one is plain
    bar = page.locator(".bars .bar").first
    assert bar.evaluate("one => getComputedStyle(one).printColorAdjust") == "exact"
    assert bar.evaluate("one => getComputedStyle(one).columnGap") == "1px"
