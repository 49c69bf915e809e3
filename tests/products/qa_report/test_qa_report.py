"""The QA report in a real browser, opened from disk."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from gtrm.core.settings import load_settings
from reported_month import (
    DO_NOT_ADD,
    MONTH,
    NOT_A_NUMBER,
    File,
    Partner,
    finding,
    finish_month,
    write_page,
)

if TYPE_CHECKING:
    from pathlib import Path

    from playwright.sync_api import Locator, Page

pytestmark = pytest.mark.needs("chromium")

ATTACK = "<img src=x onerror=document.title='hacked'>"
UNKNOWN = {
    **NOT_A_NUMBER,
    **{"rule_id": "5W-017", "title_es": "Sector desconocido", "title_en": "Unknown sector"},
    **{"field_name": "sector", "column_name": "Sector", "reported_value": "Salúd"},
}
REPEATED = {
    **DO_NOT_ADD,
    **{"rule_id": "5W-601", "title_es": "Fila repetida", "title_en": "Repeated row"},
    **{"related_submission_id": f"{MONTH}-b.xlsx-1", "related_sheet_name": "Reporte 5W"},
}


def _files() -> list[File]:
    """A corrected one of MUESTRA-A with 5 findings, MUESTRA-B's with 60, MUESTRA-C's with none."""
    fixed = finding(NOT_A_NUMBER, 10, reported_value="trece", state="fixed")
    before = (finding(NOT_A_NUMBER, 9), fixed)
    after = (
        finding(NOT_A_NUMBER, 9, state="still"),
        finding(UNKNOWN, 12, state="new"),
        finding(UNKNOWN, 13, reported_value=ATTACK, suggested_value="Salud", state="new"),
        finding({**REPEATED, "related_source_row": 9}, 14, state="new"),
        finding(DO_NOT_ADD, None, state="new"),
    )
    many = tuple(
        finding(DO_NOT_ADD, row, hint_es=f"Suman {row} y el total es 1.500.")
        for row in range(9, 69)
    )
    return [
        File("a.xlsx", findings=before, replaced_by="a_corregido.xlsx"),
        File("a_corregido.xlsx", findings=after, cells={14: {"women": "8", "admin1": "Tacna"}}),
        File("b.xlsx", "MUESTRA-B", 60, tuple(many), cells={9: {"women": "7", "admin1": "Tacna"}}),
        File("c.xlsx", "MUESTRA-C", 3),
        File("c.xlsx", "MUESTRA-C", 4, cycle="2021-07"),
    ]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of an invented month, as the browser is asked for it."""
    folder = tmp_path_factory.mktemp("month")
    settings = load_settings({"GTRM_WAREHOUSE": str(folder)})
    systematic = {
        **{"rule_id": "5W-801", "severity": "warning", "reported_value": "5W-401"},
        **{"title_es": "Casi todas", "title_en": "Nearly all", "rows_affected_count": 60},
        **{"hint_es": "En 60 filas.", "hint_en": "In 60 rows."},
        **{"submission_id": f"{MONTH}-b.xlsx-1", "file_name": "b.xlsx"},
    }
    partners = tuple(Partner(f"MUESTRA-{letter}") for letter in "ABC")
    month = finish_month(settings, *_files(), compared=(systematic,), partners=partners)
    return write_page(settings, month).as_uri()


def _found(page: Page) -> int:
    return int(page.locator("#found").get_attribute("data-count") or -1)


def _choose(page: Page, name: str, label: str) -> None:
    page.locator(f"#filters [name={name}]").select_option(label=label)


def _open(fold: Locator) -> Locator:
    fold.locator("> summary").click()
    expect(fold.locator("> [data-drawn]")).to_have_count(1)
    return fold


def _wait_for(page: Page, count: int) -> None:
    page.wait_for_selector(f'#found[data-count="{count}"]')


def test_every_finding_is_there_with_its_row_and_its_hint(page: Page, report: str) -> None:
    page.goto(report)

    assert _found(page) == 66  # 5 + 60 + 1 systematic
    assert page.locator('[data-figure="standing"]').inner_text() == "66"
    fold = _open(page.locator("#groups > details", has_text="5W-401"))
    expect(fold.locator("tbody tr")).to_have_count(50)
    fold.locator("button.more").click()
    rows = fold.locator("tbody tr")
    expect(rows).to_have_count(61)
    told = set(rows.locator("td.hint").all_inner_texts())
    assert told >= {f"Suman {row} y el total es 1.500." for row in range(9, 69)}
    assert fold.locator("button.more").is_hidden()


@pytest.mark.parametrize(
    ("words", "count"),
    [("hombres", 1), ("SALUD", 2), ("salud 12", 1), ("5w-601", 1), ("a_corregido", 5), ("xyz", 0)],
)
def test_search_takes_any_column_with_or_without_accents(
    page: Page, report: str, words: str, count: int
) -> None:
    page.goto(report)

    page.locator("#filters [name=words]").fill(words)

    _wait_for(page, count)


def test_filters_narrow_each_other_and_can_be_cleared(page: Page, report: str) -> None:
    page.goto(report)

    _choose(page, "severity", "Crítica")
    _wait_for(page, 3)
    _choose(page, "rule", "5W-017 Sector desconocido")
    _wait_for(page, 2)
    _choose(page, "state", "Sigue")
    _wait_for(page, 0)
    page.locator("#filters [type=reset]").click()
    _wait_for(page, 66)
    _choose(page, "by", "Archivo")
    page.wait_for_selector("#groups > details:has-text('b.xlsx')")
    expect(page.locator("#groups > details")).to_have_count(2)


def test_the_language_switch_changes_all_words(page: Page, report: str) -> None:
    page.goto(report)
    _open(page.locator("#groups > details").first)

    page.get_by_role("button", name="English").click()

    assert page.locator("html").get_attribute("lang") == "en"
    assert "The month at a glance" in page.locator("main").inner_text()
    assert "El mes de un vistazo" not in page.locator("main").inner_text()
    expect(page.locator("#filters option", has_text="Critical")).to_have_count(1)
    assert page.locator("#groups th").first.inner_text() == "File"
    page.get_by_role("button", name="Español").click()
    assert page.locator("#groups th").first.inner_text() == "Archivo"


def test_an_organisation_shows_what_changed(page: Page, report: str) -> None:
    page.goto(report)

    section = page.locator("details.organisation", has_text="MUESTRA-A")
    changes = section.locator(".changes span:not([lang])").all_inner_texts()
    assert changes == ["+4 nuevas", "=1 siguen", "−1 corregidas"]
    _open(section)
    corrected = section.locator("h4:has-text('Corregidas') + details")
    assert _open(corrected).locator("td.value").all_inner_texts() == ["trece"]
    expect(page.locator("div.organisation", has_text="MUESTRA-C")).to_have_count(1)


def test_duplicates_stand_side_by_side_with_the_difference_marked(page: Page, report: str) -> None:
    page.goto(report)

    _open(page.locator("#pair-groups > details"))
    _open(page.locator("#pair-groups details details"))

    table = page.locator("table.pair")
    assert (
        table.locator("thead th").nth(1).inner_text() == "a_corregido.xlsx · Reporte 5W · fila 14"
    )
    assert table.locator("tr.differs").all_inner_texts() == ["Mujeres\t8\t≠ 7"]
    assert "Región\tTacna\tTacna" in table.locator("tbody tr").all_inner_texts()


def test_a_systematic_defect_unfolds_into_its_rows(page: Page, report: str) -> None:
    page.goto(report)

    _open(_open(page.locator("details[data-systematic]")).locator("details"))

    expect(page.locator("details[data-systematic] tbody tr")).to_have_count(50)
    assert "En 60 filas." in page.locator("#systematic").inner_text()


def test_what_a_partner_wrote_is_shown_as_written(page: Page, report: str) -> None:
    page.goto(report)

    _open(page.locator("#groups > details", has_text="5W-017"))

    assert ATTACK in page.locator("#groups td.value").all_inner_texts()
    assert "Sugerencia: Salud" in page.locator("#groups").inner_text()
    assert page.title() == f"Calidad de los datos 5W · {MONTH}"


def test_all_can_be_done_by_keyboard(page: Page, report: str) -> None:
    page.goto(report)

    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator("html").get_attribute("lang") == "en"
    page.locator("#filters [name=words]").focus()
    page.keyboard.type("5w-017")
    page.wait_for_timeout(500)  # it is redrawn once typing stops
    _wait_for(page, 2)
    for _ in range(7):  # five selects, the button, the first group
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("#groups tbody tr")).to_have_count(2)


def _open_all(page: Page) -> None:
    for _ in range(3):  # folds within folds
        page.evaluate("document.querySelectorAll('details').forEach((d) => { d.open = true; })")
        page.wait_for_timeout(100)


@pytest.mark.parametrize("language", ["es", "en"])
def test_it_can_be_read_on_a_phone(page: Page, report: str, artefacts: Path, language: str) -> None:
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(report)
    if language == "en":
        page.locator("#language").click()
    page.screenshot(path=artefacts / f"phone_{language}.png", full_page=True)

    _open_all(page)

    assert page.evaluate("document.documentElement.scrollWidth") == 390
    size = "parseFloat(getComputedStyle(document.querySelector('td.hint')).fontSize)"
    assert page.evaluate(size) >= 14


def test_pictures_are_kept(page: Page, report: str, artefacts: Path) -> None:
    page.goto(report)
    page.screenshot(path=artefacts / "desktop_es.png", full_page=True)
    page.locator("#language").click()
    page.screenshot(path=artefacts / "desktop_en.png", full_page=True)
    page.pdf(path=artefacts / "print_en.pdf", format="A4")

    assert (artefacts / "print_en.pdf").stat().st_size > 10_000


def test_fifty_thousand_findings_open_and_are_searched_at_once(
    page: Page, tmp_path: Path, artefacts: Path
) -> None:
    """20 files of 2,500 findings, each with figures of its own; bounds for a busy machine."""
    settings = load_settings({"GTRM_WAREHOUSE": str(tmp_path)})
    files = [
        File(f"{code}.xlsx", f"ORG{code:03}", 2500, tuple(_many(code))) for code in range(1, 21)
    ]
    path = write_page(settings, finish_month(settings, *files))
    assert path.stat().st_size < 6_000_000

    started = time.monotonic()
    page.goto(path.as_uri())
    _wait_for(page, 50_000)
    assert time.monotonic() - started < 6
    started = time.monotonic()
    page.locator("#filters [name=words]").fill("suman 2777")
    _wait_for(page, 15)  # 2777, 12777 ... 42777, 27770 ... 27779
    page.locator("#filters [name=words]").fill("")
    _wait_for(page, 50_000)
    assert time.monotonic() - started < 4
    _open(page.locator("#groups > details").first)
    expect(page.locator("#groups tbody tr")).to_have_count(50)
    page.screenshot(path=artefacts / "fifty_thousand.png")


def _many(code: int) -> list[dict[str, object]]:
    first = (code - 1) * 2500
    bases = (DO_NOT_ADD, NOT_A_NUMBER, UNKNOWN)
    return [
        finding(bases[n % 3], 9 + n, hint_es=f"Suman {first + n}.", hint_en=f"Add to {first + n}.")
        for n in range(2500)
    ]
