"""The bulletin of Tacna, September 2021: what was published then is in it, and nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import duckdb
import pytest
from pptx import Presentation

import bulletin_release as made
from bulletin_pages import (
    PEOPLE,
    PUBLISHED,
    Page,
    figures_of,
    numbers,
    pdf_figures,
    pdf_pages,
    value_at,
)
from bulletin_release import make_release
from gtrm.core.errors import PublishError, SettingsError
from gtrm.core.settings import load_settings
from gtrm.products import bulletin
from gtrm.products.bulletin import Edition
from gtrm.products.bulletin.sections.interventions import office_text

SETTINGS = load_settings({})
# Of the same release, not of that bulletin: sexes and ages, July, who reported (17 of 21).
OTHERS = {334, 346, 956, 1308, 9, 2504, 17, 21}


def test_pdf_prints_every_published_figure_and_none_that_the_release_does_not_hold(tacna):
    printed = figures_of(pdf_pages(tacna.pdf))

    assert printed >= PUBLISHED
    assert printed <= PUBLISHED | OTHERS


def test_html_prints_the_same_figures_as_the_pdf(tacna):
    page = Page(tacna.html)

    printed = {number for _, _, text in page.figures for number in numbers(text)}

    assert printed == PUBLISHED | OTHERS


def test_every_figure_of_the_html_is_found_where_it_says_it_comes_from(tacna):
    shown = Page(tacna.html).figures
    reported = [one for one in shown if one[1] == "reported"]
    traced = [one for one in reported if "rpt_submission_status" not in one[0]]  # counted rows

    with duckdb.connect(str(tacna.release / "public/warehouse.duckdb"), read_only=True) as found:
        wrong = [one for one in traced if numbers(one[2]) != {value_at(found, one[0])}]

    assert all(source for source, _, _ in shown)  # those that are missing too
    assert wrong == []
    assert len(traced) > 50


def test_html_lists_where_every_figure_comes_from(tacna):
    listed = tacna.html.read_text(encoding="utf-8").partition('<details class="origins">')[2]
    lines = re.findall("<b>([^<]*)</b> <code>([^<]*)</code>", listed)

    assert set(lines) >= {(text, source) for source, _, text in Page(tacna.html).figures}
    assert "<li>Protección, RyM en tránsito: <b>271</b> <code>" in listed


def test_html_asks_for_nothing_and_every_link_leads_somewhere(tacna):
    page, text = Page(tacna.html), tacna.html.read_text(encoding="utf-8")

    assert {link for link in page.links if link[1:] not in page.ids} == set()
    assert not re.search(r'(src|href)="(?!#)|url\((?!#)|@import|<script', text)
    assert all(role in ("group", "img") and label for role, label in page.titles)


def test_pdf_is_tagged_in_its_language_and_every_figure_has_a_text_with_its_numbers(tacna):
    texts = pdf_figures(tacna.pdf)
    said = " ".join(str(text) for text in texts)

    assert len(texts) == 5  # populations, map, ages, trend, cash; the subgroups are a table
    assert all(texts)
    assert numbers(said) >= PEOPLE | {334, 346, 956, 1308, 9, 2504, 86348}
    assert said.count("sin reporte") == 1  # August: loaded, but nobody reported of Tacna
    assert said.count("mes no cargado") == 9


def test_slides_hold_native_charts_with_the_figures_and_alternative_texts(tacna):
    slides = Presentation(str(tacna.pptx)).slides
    frames = [shape for slide in slides for shape in slide.shapes if shape.has_chart]
    values = [
        value
        for frame in frames
        for series in frame.chart.plots[0].series
        for value in series.values
    ]

    assert len(slides) == 2
    assert {int(value) for value in values if value} >= PEOPLE | {2601, 334, 1308, 86348}
    assert values.count(None) > 10  # months without data are gaps
    assert all(frame._element.nvGraphicFramePr.cNvPr.get("descr") for frame in frames)


def test_same_release_gives_the_same_bytes(tacna, tmp_path):
    again = bulletin.write(SETTINGS, tacna.release, tmp_path)

    assert [path.name for path in again] == [
        f"bulletin_2021-09_tacna.{kind}" for kind in ("pdf", "html", "pptx")
    ]
    for path, before in zip(again, (tacna.pdf, tacna.html, tacna.pptx), strict=True):
        assert path.read_bytes() == before.read_bytes()


def test_sexes_have_tones_of_their_own_and_girls_are_named_as_such(tacna):
    texts = pdf_figures(tacna.pdf)
    html = tacna.html.read_text(encoding="utf-8")

    assert "Barras: personas alcanzadas por sexo y edad" in " ".join(map(str, texts))
    assert "Niñas y adolescentes (menores de 18) 334" in pdf_pages(tacna.pdf)[0]
    ages = html.partition('class="ages"')[2].partition("</section>")[0]
    assert re.findall(r'class="bar (t\d)"', ages) == ["t0", "t1", "t0", "t1"]


def test_english_edition_is_worded_and_numbered_in_english(tacna, tmp_path):
    pdf, *_ = bulletin.write(SETTINGS, tacna.release, tmp_path, Edition(language="en"))

    first, second = pdf_pages(pdf)

    assert pdf.name == "bulletin_2021-09_tacna_en.pdf"
    assert "2,953 people reached in the month" in first
    assert "3,446" in second
    assert "personas" not in first + second.replace("Personas", "personas").split("Main")[0]


def test_a_rolled_up_activity_is_named_in_the_language_of_the_edition(tmp_path):
    line = (*made.KEY, "proteccion/atenciones", 7, "atenciones", "Protección: otras", None)
    release = make_release(tmp_path / "r", rpt_activity_outputs=[line])

    pdf, *_ = bulletin.write(SETTINGS, release, edition=Edition(language="en"))

    assert "7 services Protection: other activities" in pdf_pages(pdf)[1]


def test_a_corrected_figure_shows_what_was_computed_by_whom_and_why_and_what_it_lacks(tmp_path):
    names = (*made.KEY, made.MODEL, "total", 2900, True, True)
    reason = ("Oficina de Tacna", made.SINCE, "Acta 12", "Se sumó una jornada.")
    override = (*names, *reason, "No cuenta filas sin grupos, en: Salud.", None)
    release = make_release(tmp_path / "r", rpt_people_reached=[override])

    first, second = pdf_pages(bulletin.write(SETTINGS, release)[0])

    assert "Cifra corregida por la oficina (cálculo: 2\u202f900)" in first
    assert (
        "Oficina de Tacna, 1 de diciembre de 2020. Se sumó una jornada. Fuente: Acta 12" in second
    )
    assert "Nota del conteo. Tacna: No cuenta filas sin grupos, en: Salud." in second


def doubtful_release(folder: Path, people: str, without: str) -> Path:
    """Return a release whose present figure is outside its bounds and lacks people."""
    release = make_release(folder)
    with duckdb.connect(str(release / "public" / "warehouse.duckdb")) as connection:
        mesas = "reporting.rpt_people_reached_mesas"
        connection.execute(f"""
            alter table {mesas} add people_without_breakdown_count bigint default 0;
            alter table {mesas} add is_outside_bounds boolean default true;
            alter table {mesas} add bounds_note varchar;
            update {mesas} set people_reached_count = {people},
                people_without_breakdown_count = {without},
                bounds_note = 'Tacna, 2021-09: 2953 personas, menos que las 9000 de su sector mayor'
            where month_code = '2021-09'""")
    return release


def test_people_in_no_group_and_a_figure_that_cannot_be_right_stand_beside_it(tmp_path):
    release = doubtful_release(tmp_path / "r", "2953", "407383")

    pdf, html, pptx = bulletin.write(SETTINGS, release)

    sentence = "y 407\u202f383 sin grupo de población, que no están en esta cifra"
    outside = "Fuera de límites: no cuadra con los totales que reportan los sectores"
    first, second = pdf_pages(pdf)
    assert sentence in first
    assert outside in first
    assert "Fuera de límites en: julio de 2021, septiembre de 2021" in first
    assert "No incluye a las personas sin grupo de población" in second
    assert "Fuera de límites. Tacna, 2021-09: 2953 personas, menos que las 9000" in second
    page = re.sub(r"<[^>]+>", "", html.read_text("utf-8"))
    assert sentence in page
    assert outside in page
    shapes = [shape for slide in Presentation(str(pptx)).slides for shape in slide.shapes]
    slides = " ".join(shape.text_frame.text for shape in shapes if shape.has_text_frame)
    assert sentence in slides
    assert outside in slides


def test_people_in_no_group_are_told_where_there_is_no_figure(tmp_path):
    release = doubtful_release(tmp_path / "r", "null", "400")

    pdf, *_ = bulletin.write(SETTINGS, release, edition=Edition(language="en"))

    first = pdf_pages(pdf)[0]
    assert "No figure of people reached this month" in first
    assert "and 400 without a population group, not in this figure" in first


def test_the_internal_database_is_never_read_in_place_of_the_public_one(tacna, tmp_path):
    release = make_release(tmp_path / "r")
    (release / "public/warehouse.duckdb").rename(release / "warehouse.duckdb")

    with pytest.raises(PublishError, match="no public database"):
        bulletin.write(SETTINGS, release)

    written = bulletin.write(SETTINGS, release, edition=Edition(surface="internal"))
    assert written[0].name == "bulletin_2021-09_tacna_internal.pdf"


def test_an_internal_bulletin_says_so_in_the_head_and_foot_of_every_page(tacna, tmp_path):
    release = make_release(tmp_path / "r")
    (release / "public/warehouse.duckdb").rename(release / "warehouse.duckdb")

    pdf, html, pptx = bulletin.write(SETTINGS, release, edition=Edition(surface="internal"))

    slides = [
        [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
        for slide in Presentation(str(pptx)).slides
    ]
    for page in pdf_pages(pdf):
        assert ("USO INTERNO" in page, "Uso interno · Fuente" in page) == (True, True)
    for texts in slides:
        assert "USO INTERNO" in texts
        assert any(text.startswith("Uso interno · Fuente") for text in texts)
    text = html.read_text(encoding="utf-8")
    assert '<p class="internal">Uso interno</p>' in text
    assert "<footer>Uso interno · Fuente" in text
    assert "uso interno" not in tacna.html.read_text(encoding="utf-8").lower()


def test_a_release_without_a_table_says_which(tmp_path):
    release = make_release(tmp_path / "r")
    with duckdb.connect(str(release / "public/warehouse.duckdb")) as connection:
        connection.execute("drop table reporting.rpt_cash")

    with pytest.raises(PublishError, match="rpt_cash"):
        bulletin.write(SETTINGS, release)


def test_a_paused_mesa_has_no_bulletin(tacna, tmp_path):
    paused = [("tacna", "paused", made.SINCE, None)]
    release = make_release(tmp_path / "r", dim_mesa_periods=paused)

    assert bulletin.write(SETTINGS, release) == []
    with pytest.raises(SettingsError, match="not active in 2021-09"):
        bulletin.write(SETTINGS, release, edition=Edition(mesa="tacna"))


def test_markdown_keeps_its_looks_but_no_html_and_no_script_link(tmp_path):
    folder = tmp_path / "interventions" / "tacna"
    folder.mkdir(parents=True)
    text = (
        "- **Uno** y *dos*\n\n[no](javascript:x) <script>tres</script> [sí](https://gtrm.example)"
    )
    (folder / "2021-09.md").write_text(text, encoding="utf-8")
    settings = load_settings({"GTRM_CONFIG": str(tmp_path)})

    first, second = office_text.read(settings, "tacna", "2021-09", "es").blocks

    assert [(run.text, run.bold, run.italic) for run in first.runs] == [
        *(("Uno", True, False), (" y ", False, False), ("dos", False, True))
    ]
    assert (first.is_item, second.is_item) == (True, False)
    assert "<script>tres</script>" in second.text
    assert [run.link for run in second.runs if run.link] == ["https://gtrm.example"]


def test_a_name_with_a_quote_is_only_a_name(tacna):
    with pytest.raises(SettingsError, match="not active"):
        bulletin.write(SETTINGS, tacna.release, edition=Edition(mesa="x' or 'a' = 'a"))
