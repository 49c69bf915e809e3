"""What is withheld or missing: a mark, never a number, a bar or a place among the sizes."""

from __future__ import annotations

import bulletin_release as made
from bulletin_pages import Page, pdf_pages
from bulletin_release import make_release
from gtrm.core.settings import load_settings
from gtrm.products import bulletin

SETTINGS = load_settings({})


def test_withheld_figures_show_a_mark_and_never_a_number(tmp_path):
    hidden = (*made.KEY, made.MODEL, "total", "acogida", None, True, "people_count")
    release = make_release(tmp_path / "r", rpt_people_reached_by_population=[hidden])

    pdf, html, _ = bulletin.write(SETTINGS, release)

    assert "Comunidad de acogida protegido" in pdf_pages(pdf)[0]
    marked = [text for source, _, text in Page(html).figures if "=acogida,people_count" in source]
    assert marked == ["protegido"]


def test_a_sum_over_regions_is_withheld_if_one_of_them_is(tmp_path):
    def reach(region, population, count, withheld=None):
        names = (made.MONTH, region, region, made.MODEL, "total")
        return (*names, population, count, True, withheld)

    release = make_release(
        tmp_path / "r",
        bridge_mesas_regions=[("tacna", code, made.SINCE, None) for code in ("PE23", "PE24")],
        rpt_people_reached_by_population=[
            *(reach("PE23", "transito", 2198), reach("PE24", "transito", 802)),
            *(reach("PE23", "acogida", 69), reach("PE24", "acogida", None, "people_count")),
        ],
    )

    first = pdf_pages(bulletin.write(SETTINGS, release)[0])[0]

    assert "RyM en tránsito 3\u202f000" in first
    assert "Comunidad de acogida protegido" in first
    assert "Regiones: Tacna, Tumbes" in first


def test_a_withheld_subgroup_keeps_its_place_in_the_list(tmp_path):
    def reach(subgroup, count):
        withheld = None if count else "people_total_count"
        return (*made.KEY, subgroup, "permanencia", count, None, withheld)

    release = make_release(
        tmp_path / "r", rpt_subgroup_reach=[reach("proteccion", 88), reach("salud_nutricion", None)]
    )

    second = pdf_pages(bulletin.write(SETTINGS, release)[0])[1]

    assert "Salud y Nutrición prot. prot. 4 Protección 88 88 12" in second


def test_cash_is_the_total_of_the_activities_where_a_mechanism_is_withheld(tmp_path):
    release = make_release(
        tmp_path / "r",
        rpt_activity_outputs=[(*made.KEY, "usd_distribuidos", 14708, "USD", "", None)],
        rpt_cash=[(*made.KEY, "cbi", "prepaid_card", None, "amount_usd")],
    )

    pdf, html, _ = bulletin.write(SETTINGS, release)

    assert "14\u202f708 USD Tarjeta prepagada protegido" in pdf_pages(pdf)[1]
    of_cash = [one for one in Page(html).figures if "usd_" in one[0] or "_usd" in one[0]]
    assert [text for _, _, text in of_cash] == ["14\u202f708", "protegido"]


def test_cash_without_a_row_by_mechanism_is_its_total(tmp_path):
    release = make_release(tmp_path / "r", rpt_cash=[])

    pdf, html, _ = bulletin.write(SETTINGS, release)

    assert "Dinero distribuido 86\u202f348 USD" in pdf_pages(pdf)[1]
    assert ("86\u202f348", "reported") in {(text, state) for _, state, text in Page(html).figures}


def test_marks_are_explained_as_what_they_are(tacna):
    second = pdf_pages(tacna.pdf)[1]

    assert "«protegido» o «prot.»: de 1 a 4 personas, o ligada a una cifra que lo es" in second
    assert "«mes no cargado»: sus datos no están en la base" in second


def test_the_headline_says_how_people_may_be_counted_twice(tacna, tmp_path):
    added = [(made.MONTH, "tacna", "sum", "1", "total", 4822, True, None)]
    models = [("sum", "Suma", "Sum", "Suma los sectores.", "Adds the sectors.")]
    release = make_release(
        tmp_path / "r", rpt_people_reached_mesas=added, dim_aggregation_models=models
    )

    assert (
        "quien fue atendido por dos organizaciones puede contar dos veces"
        in (pdf_pages(tacna.pdf)[0])
    )
    assert "Los sectores se suman" in pdf_pages(bulletin.write(SETTINGS, release)[0])[0]


def test_one_thing_has_a_singular_unit_and_a_cut_name_says_so(tmp_path):
    cut = "Personas alcanzadas con mensajes para la promoción de la integración, contra la "
    cut += "xenofobia y la discriminación como parte de las"  # the catalogue's, 127 letters
    whole = f"{cut[:100]} (# de acti"
    activities = [(f"A{n}", name, name, None, None, None) for n, name in enumerate((cut, whole))]
    rows = [(*made.KEY, code, 1, "capacitaciones/talleres", code, None) for code, *_ in activities]
    release = make_release(tmp_path / "r", dim_activities=activities, rpt_activity_outputs=rows)

    second = pdf_pages(bulletin.write(SETTINGS, release)[0])[1]

    assert second.count("1 capacitación/taller") == 2
    assert "como parte de las…" in second
    assert "(#" not in second
