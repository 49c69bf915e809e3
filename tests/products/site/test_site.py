"""The dashboard in a real browser, opened from disk: what it shows is what SQL says."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect

from site_page import follow, headline, spanish

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb
    from playwright.sync_api import Page

pytestmark = pytest.mark.needs("chromium")

MONTH = "2021-09"
PEOPLE = "people_reached_count"
STATES = (
    "peru?mes=2021-09",
    "region?mes=2021-08&region=PE23",
    "region?region=PE24&subgrupo=proteccion",
    "subgrupo?subgrupo=educacion&poblacion=transito",
    "mesas?mesa=tacna",
)


def ask(database: duckdb.DuckDBPyConnection, sql: str) -> object:
    row = database.execute(sql).fetchone()
    return row[0] if row else None


def grouped(sql: str) -> str:
    return "group by all" if "sum(" in sql else ""


def test_every_headline_is_what_the_sql_beside_it_gives(
    page: Page, base: str, database: duckdb.DuckDBPyConnection
) -> None:
    for state in STATES:
        follow(page, f"{base}#{state}")
        cards = page.locator(".card:has(.headline[data-dataset])").all()
        assert cards
        for card in cards:
            card.locator("button.about").click()
            rows = database.execute(page.locator("#about code").inner_text()).fetchall()
            page.keyboard.press("Escape")
            shown = card.locator(".headline .figure").evaluate("one => one.firstChild.textContent")
            assert shown.removeprefix("≥\u00a0") == spanish(rows[0][0] if rows else None)


def test_the_national_picture_equals_the_reports(
    page: Page, base: str, database: duckdb.DuckDBPyConnection
) -> None:
    page.goto(base)

    people = dict(
        database.execute(
            f"select region_name, {PEOPLE} from rpt_people_reached "
            f"where is_registered and month_code = '{MONTH}' and region_pcode <> 'PE00'"
        ).fetchall()
    )
    shown = {
        tile.locator(".place").inner_text(): tile.locator(".amount").inner_text()
        for tile in page.locator(".tiles a").all()
    }
    assert len(shown) == 25
    assert shown["Huancavelica"] == "prot."
    assert shown["Madre de Dios"] == "–"
    hidden = {"Huancavelica", "Madre de Dios"}
    assert {name: text for name, text in shown.items() if name not in hidden} == {
        name: spanish(count) for name, count in people.items() if name not in hidden
    }
    regions = ask(
        database,
        "select people_regions_count from rpt_people_reached_country "
        f"where is_registered and month_code = '{MONTH}'",
    )
    assert headline(page, "people_reached_country") == spanish(regions)
    reported = f"from rpt_submission_status where is_expected and month_code = '{MONTH}'"
    assert headline(page, "completeness") == spanish(
        ask(database, f"select count(*) {reported} and status <> 'missing'")
    )


def test_the_figures_of_a_region_equal_the_reports(
    page: Page, base: str, database: duckdb.DuckDBPyConnection
) -> None:
    page.goto(f"{base}#region?region=PE23")

    own = f"region_pcode = 'PE23' and month_code = '{MONTH}'"
    panels = {
        "Por grupo poblacional": (
            "population_name, people_count from rpt_people_reached_by_population"
        ),
        "Por sexo y edad": "age_sex_name, people_count from rpt_age_sex",
        "Personas atendidas por subgrupo": (
            "subgroup_name, sum(people_total_count) from rpt_subgroup_reach"
        ),
        "Organizaciones por subgrupo": (
            "subgroup_name, sum(organisation_count) from rpt_subgroup_organisations"
        ),
        "Dólares por mecanismo (USD)": "mechanism_name, sum(amount_usd) from rpt_cash",
    }
    for title, sql in panels.items():
        panel = page.locator(".panel", has=page.get_by_role("heading", name=title, exact=True))
        lines = panel.locator(".bars li").all()
        shown = {
            line.locator(".name").inner_text(): line.locator(".figure").inner_text()
            for line in lines
        }
        found = database.execute(f"select {sql} where {own} {grouped(sql)}").fetchall()
        assert shown == {name: spanish(value) for name, value in found}


def test_filters_change_the_address_and_the_address_restores_them(
    page: Page, base: str, database: duckdb.DuckDBPyConnection
) -> None:
    page.goto(base)
    page.locator("#filters [name=month]").select_option("2021-07")
    page.locator("#filters [name=subgroup]").select_option("proteccion")
    page.locator("#filters [name=population]").select_option("transito")
    expect(page.locator("h1 + .context")).to_have_text(
        "Julio de 2021 · Protección · RyM en tránsito"
    )

    total = ask(
        database,
        "select sum(people_total_count) from rpt_subgroup_reach where region_pcode <> 'PE00' and "
        "month_code = '2021-07' and subgroup_code = 'proteccion' and population_code = 'transito'",
    )
    assert headline(page, "subgroup_reach") == spanish(total)
    address = page.url
    page.locator("#filters [type=reset]").click()
    expect(page.locator("h1 + .context")).to_have_text("Septiembre de 2021")
    follow(page, address)
    assert headline(page, "subgroup_reach") == spanish(total)
    assert page.locator("#filters [name=population]").input_value() == "transito"


def test_a_tile_and_the_region_filter_lead_to_the_region(page: Page, base: str) -> None:
    page.goto(base)
    page.locator(".tiles a", has_text="Tacna").click()
    expect(page.locator("h1")).to_have_text("Tacna")
    assert page.get_by_role("link", name="Mesa de Diálogo de Tacna").is_visible()

    page.go_back()
    page.locator("#filters [name=region]").select_option("PE24")
    expect(page.locator("h1")).to_have_text("Tumbes")
    assert page.locator("nav [aria-current]").inner_text() == "Región"


def test_the_language_switch_changes_words_and_numbers(page: Page, base: str) -> None:
    page.goto(base)
    figure = headline(page, "people_reached_country")
    assert re.fullmatch(r"\d{2}\u202f\d{3}", figure)

    page.get_by_role("button", name="English").click()

    expect(page.locator("html")).to_have_attribute("lang", "en")
    assert headline(page, "people_reached_country") == figure.replace("\u202f", ",")
    text = page.locator("body").inner_text()
    assert "People reached by region" in text
    assert not re.search(r"\b(Personas|Organizaciones|Región|Septiembre|Todas)\b", text)
    page.get_by_role("button", name="Español").click()
    expect(page.locator("html")).to_have_attribute("lang", "es")


def test_a_table_sorts_and_is_downloaded(
    page: Page, base: str, database: duckdb.DuckDBPyConnection, tmp_path: Path
) -> None:
    page.goto(f"{base}#calidad")
    panel = page.locator(".panel", has_text="Estado de las cifras por región")
    head = panel.locator("th", has_text="Personas alcanzadas")
    head.locator("button").click()
    expect(head).to_have_attribute("aria-sort", "descending")
    assert panel.locator("tbody th").last.inner_text() == "Alcance nacional"  # apart, however large
    with page.expect_download() as caught:
        panel.get_by_role("button", name="Descargar CSV").click()
    caught.value.save_as(tmp_path / "figures.csv")

    assert caught.value.suggested_filename == f"people_reached_{MONTH}_2021-09-r2.csv"
    with (tmp_path / "figures.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    head = ["Región", "Personas alcanzadas", "Marcas", "Estado de la cifra", "Nota del método"]
    assert rows[0] == head
    listed = {row[0]: row[1] for row in rows[1:]}
    assert listed["Huancavelica"] == "protegido"
    largest = database.execute(
        f"select region_name, {PEOPLE} from rpt_people_reached where is_registered "
        f"and month_code = '{MONTH}' and region_pcode <> 'PE00' order by 2 desc nulls last"
    ).fetchone()
    assert largest
    assert rows[1][:2] == [largest[0], str(largest[1])]


def test_organisations_are_found_and_listed_where_they_work(
    page: Page, base: str, database: duckdb.DuckDBPyConnection
) -> None:
    page.goto(f"{base}#organizaciones?region=PE23")
    names = database.execute(
        "select distinct unnest(string_split(organisation_names, '; ')) "
        "from rpt_subgroup_organisations "
        f"where month_code = '{MONTH}' and region_pcode = 'PE23' order by 1"
    ).fetchall()
    panel = page.locator(".panel", has_text="Qué organización trabaja dónde")
    assert panel.locator("tbody th").all_inner_texts() == [name for (name,) in names]

    page.locator("#words").fill("organizacion muestra " + names[0][0][-1].lower())

    assert panel.locator("tbody th").all_inner_texts() == [names[0][0]]
    assert "Tacna" in panel.locator("tbody td").inner_text()


def test_a_mesa_shows_the_month_s_members_and_its_service_days_apart(page: Page, base: str) -> None:
    page.goto(f"{base}#mesas")
    page.get_by_role("link", name="Mesa de Diálogo de Tacna").click()

    text = page.locator("main").inner_text()
    assert "Miembros (8)" in text  # the ninth left in January
    assert page.locator("tr", has_text="inventada 2").inner_text().split("\t")[1:3] == [
        "Movimiento de la Cruz Roja",
        "Miembro",
    ]
    assert "Territorio" in text
    assert "Educación" not in page.locator(".chips").last.inner_text()
    assert page.locator("tr", has_text="Jornadas inventadas").locator(
        ".figure"
    ).all_inner_texts() == ["3", "159", "224"]
    assert "no se suman a las personas alcanzadas" in text
