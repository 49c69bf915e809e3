"""Two pages whatever is in them: nothing is cut off, and what is left out says so."""

from __future__ import annotations

import itertools
import json

import pytest

import bulletin_release as made
from bulletin_pages import pdf_pages, placed_texts
from bulletin_release import make_release
from gtrm.core.settings import load_settings
from gtrm.products.bulletin import Edition, pdf, views
from gtrm.products.bulletin.database import open_release, read_release

SENTENCE = "Las instituciones acordaron una ruta de atención conjunta para la frontera. "
LONG = SENTENCE * 90
CODES = [f"sub_{number}" for number in range(14)]
FOURTEEN = {
    "dim_subgroups": [
        (code, f"Subgrupo de protección comunitaria {number}", "S", SENTENCE * 3, "S", number)
        for number, code in enumerate(CODES)
    ],
    "rpt_subgroup_reach": [
        (*made.KEY, code, population, 1234567, None, None)
        for code in CODES
        for population in (*made.POPULATIONS, "pendular")
    ],
    "rpt_subgroup_organisations": [(*made.KEY, code, 3, None) for code in CODES],
}
SIXTY = {
    "bridge_mesas_members": [
        ("tacna", f"Institución {number} de la Región de Tacna", "un", "member", made.SINCE, None)
        for number in range(60)
    ]
}
ONE = {
    "rpt_subgroup_reach": [(*made.KEY, "integracion", "transito", 54, None, None)],
    "rpt_subgroup_organisations": [(*made.KEY, "integracion", 1, None)],
}
WORDY = [
    (f"A-{code}", name, name, code, SENTENCE * 3 if code == "personas_albergue" else name, name)
    for code, (name, *_) in made.PUBLISHED.items()
]
LARGE = {  # as many people and as much money as the whole country may have
    "rpt_people_reached_mesas": [
        (month, "tacna", made.MODEL, "1", "total", 127_948, True, None)
        for month in (f"{2020 + n // 12}-{n % 12 + 1:02}" for n in range(9, 21))
    ],
    "rpt_people_reached_by_population": [
        (*made.KEY, made.MODEL, "total", code, 127_948, True, None) for code in made.POPULATIONS
    ],
    "rpt_age_sex": [
        (*made.KEY, made.MODEL, "total", code, 127_948, True, None)
        for code in ("girls", "boys", "women", "men")
    ],
    "rpt_activity_outputs": [(*made.KEY, "usd_distribuidos", 12_286_348.5, "USD", "", None)],
    "rpt_cash": [(*made.KEY, "multipurpose_cbi", "prepaid_card", 12_286_348.5, None)],
}
NOTHING = {name.partition(".")[2]: [] for name in made.reports()}
CASES = {
    "fourteen subgroups and a long text": (FOURTEEN, LONG),
    "sixty members": (SIXTY, SENTENCE),
    "one subgroup and no text": (ONE, ""),
    "nothing": (NOTHING, ""),
    "one long name among the activities": ({"dim_activities": WORDY, **SIXTY}, SENTENCE),
    "all at once": ({**FOURTEEN, **SIXTY}, LONG),
}


def lay_out(folder, text, changed):
    """Return the PDF of a bulletin whose interventions are a text, and how it was laid out."""
    office = folder / "config" / "interventions" / "tacna"
    office.mkdir(parents=True)
    if text:  # an empty file is refused
        (office / "2021-09.md").write_text(text, encoding="utf-8")
    settings = load_settings({"GTRM_CONFIG": str(folder / "config")})
    release = make_release(folder / "release", **changed)
    edition = Edition()
    with open_release(release, "public") as database:
        of_release = read_release(release, "public")
        ((_, view),) = views(settings, database, of_release, edition)
    path = folder / "bulletin.pdf"
    path.write_bytes(pdf.render(view, of_release.published_at))
    return path, json.loads(pdf.compiler(view).query("<fit>", field="value"))


def is_on_the_page(text):
    return text.left > 36 and text.right < 560 and 10 < text.y < 832


def overlapping(places):
    """Return lines that begin one under the other where capitals touch the line above."""
    capital, below = 0.66, 0.2  # of the size: height of a capital, what hangs under the line
    return [
        (upper, lower)
        for upper in places
        for lower in places
        if abs(upper.left - lower.left) < 3
        and 0.5 < upper.y - lower.y < capital * lower.size + below * upper.size
    ]


@pytest.mark.parametrize("case", CASES)
def test_any_month_takes_two_pages_and_fits_them(tmp_path, case):
    changed, text = CASES[case]

    path, laid = lay_out(tmp_path, text, changed)

    assert [(page["page"], page["factor"]) for page in laid] == [(1, 1), (2, 1)]
    assert all(page["need"] <= page["have"] for page in laid)
    places = placed_texts(path)
    assert len(places) == 2
    assert all(map(is_on_the_page, [text for page in places for text in page]))
    assert [overlapping(page) for page in places] == [[], []]


def test_large_numbers_stay_within_their_panels_and_apart(tmp_path):
    path, _ = lay_out(tmp_path, "", LARGE)

    (first, second) = placed_texts(path)
    large = [text for text in first if text.words == "127\u202f948"]
    headline = max(large, key=lambda text: text.size)
    months = [text for text in large if text.size < 8]
    cash = max((text for text in second if text.words.endswith(",50")), key=lambda t: t.size)

    assert (headline.size > 30, headline.right < 176) == (True, True)  # its panel ends at 186
    assert cash.right < 550  # its panel ends at 558
    assert len(months) == 12
    gaps = [
        after.left - text.right
        for text, after in itertools.permutations(first, 2)
        if after in large and abs(text.y - after.y) < 1 and text.left < after.left
    ]
    assert min(gaps) > 2


def test_more_than_folding_can_hold_is_set_smaller_as_a_whole(tmp_path):
    forty = [(*made.KEY, f"s{number}", "transito", 54, None, None) for number in range(40)]
    names = [(f"s{number}", SENTENCE, "S", SENTENCE, "S", number) for number in range(40)]

    path, laid = lay_out(tmp_path, "", {"rpt_subgroup_reach": forty, "dim_subgroups": names})

    assert laid[1]["factor"] < 1
    places = placed_texts(path)
    assert len(places) == 2
    assert all(map(is_on_the_page, places[1]))


def test_a_page_with_room_is_filled_to_its_foot(tmp_path):
    _, laid = lay_out(tmp_path, "", ONE)

    for page in laid:
        gaps = 11.34 * (len(page["heights"]) - 1)  # 4 mm between rows
        assert sum(page["heights"]) + gaps == pytest.approx(page["have"], abs=1)


def test_few_activities_and_one_mechanism_take_no_more_room_than_they_need(tmp_path):
    five = [(*made.KEY, code, 9, "kits", code, None) for code in list(made.PUBLISHED)[:5]]

    _, laid = lay_out(tmp_path, "", {"rpt_activity_outputs": five})

    response, activities, cash, *_ = laid[1]["heights"]
    assert response > 250
    assert activities < 130
    assert cash < 80


def test_a_long_text_is_cut_at_a_word_and_says_where_the_rest_is(tmp_path):
    path, laid = lay_out(tmp_path, LONG, {})

    first = pdf_pages(path)[0]

    assert laid[0]["fold"] > 0
    assert "… El texto completo está en la versión web." in first


def test_sixty_members_and_seven_subgroups_are_all_named(tmp_path):
    path, laid = lay_out(tmp_path, "", SIXTY)

    second = pdf_pages(path)[1]

    assert laid[1]["fold"] == 0
    assert second.count("Institución") == 60
    assert all(f"Coordina {name}." in second for name in ("Protección", "Integración"))


def test_names_of_fourteen_subgroups_are_never_cut(tmp_path):
    path, _ = lay_out(tmp_path, "", {**FOURTEEN, **SIXTY})

    second = pdf_pages(path)[1]

    assert all(f"comunitaria {number} 4\u202f938\u202f268" in second for number in range(14))


def test_a_month_with_nothing_says_so_and_prints_no_zero(tmp_path):
    path, _ = lay_out(tmp_path, "", NOTHING)

    first, second = pdf_pages(path)

    assert "Sin cifra de personas alcanzadas este mes" in first
    assert first.count("sin reporte") == 4 + 1 + 3  # populations, ages, months
    assert first.count("mes no cargado") == 9
    assert "Ningún subgrupo reportó personas en el mes" in second
    assert " 0 " not in first
