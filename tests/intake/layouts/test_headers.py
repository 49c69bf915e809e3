"""Header rows as partners leave them: tags, instructions, order, doubled columns, age bands."""

from __future__ import annotations

import json

import pytest

from reading import column, read, rules, table, told
from workbooks import GTRM_ROW, R4V_ROW, template, write_cells

TAGS = {
    "appealing_org": "#org+prog",
    "month": "#date+reported",
    "sector": "#sector",
    "indicator": "#indicator+name",
    "activity": "#activity+name",
    "admin1": "#adm1+name",
    "girls": "#reached+new+f+children",
    "boys": "#reached+new+m+children",
    "women": "#reached + new + f + adults",
    "men": "#reached+m+adults+new",
}


def tag_row(**other):
    return [{**TAGS, **other}.get(name) for name in template("r4v_2021").headers]


@pytest.mark.parametrize("above", [True, False])
def test_a_row_of_tags_is_no_row_above_or_below_the_header(tmp_path, above):
    header, row = table([R4V_ROW], "r4v_2021")
    tags = tag_row()
    path = write_cells(
        tmp_path / "a.xlsx", [["5W"], *([tags, header] if above else [header, tags]), row]
    )

    reading = read(path)

    assert column(reading, "women") == {4: "4"}
    assert rules(reading) == []


@pytest.mark.parametrize("above", [True, False])
def test_swapped_tags_are_told_and_the_header_is_believed(tmp_path, above):
    header, row = table([R4V_ROW], "r4v_2021")
    tags = tag_row(women=TAGS["men"], men=TAGS["women"])
    path = write_cells(tmp_path / "a.xlsx", [*([tags, header] if above else [header, tags]), row])

    reading = read(path)

    assert column(reading, "women") == {3: "4"}
    assert column(reading, "men") == {3: "1"}
    assert [(rule, row) for rule, row, _, _ in told(reading)] == [("5W-509", 1 if above else 2)] * 2
    hints = [notice.as_finding()["hint_en"] for _, notice in reading.notices]
    assert any("means “Men above 18”" in hint for hint in hints)


def test_a_tag_speaks_for_a_header_nobody_knows(tmp_path):
    header, row = table([R4V_ROW], "r4v_2021")
    header[list(template("r4v_2021").headers).index("women")] = "Señoras"
    path = write_cells(tmp_path / "a.xlsx", [header, tag_row(), row])

    assert column(read(path), "women") == {3: "4"}


@pytest.mark.parametrize(
    "deface",
    [
        lambda text: f" {text.upper()}_x000D_\n",
        lambda text: f"{text}\r\n(elija de la lista)",
        lambda text: f"{text} (obligatorio)*",
        lambda text: f"{text.split()[0]} {text}",
        lambda text: text.replace(" ", "\n"),
        lambda text: f"\ufeff{text}\u200b",
        lambda text: text.replace("ó", "o").replace("í", "i").replace("ñ", "n"),
    ],
    ids=["case", "instruction", "parentheses", "doubled", "breaks", "invisible", "accents"],
)
def test_a_defaced_header_in_any_order_is_recognised(tmp_path, deface):
    header, row = table([GTRM_ROW])
    order = sorted(range(len(header)), key=lambda at: (at * 7) % 11)
    path = write_cells(
        tmp_path / "a.xlsx", [[deface(header[at]) for at in order], [row[at] for at in order]]
    )

    reading = read(path)

    assert reading.headers[0].template.generation == "gtrm_es_2021"
    assert column(reading, "men") == {2: "1"}
    assert column(reading, "appealing_org") == {2: "Organización Muestra A"}
    assert rules(reading) == []


def test_of_two_columns_with_one_header_the_first_is_read_and_the_other_kept(tmp_path):
    header, row = table([GTRM_ROW])
    men = template("gtrm_es_2021").headers["men"][0]
    path = write_cells(tmp_path / "a.xlsx", [[*header, men], [*row, 9]])

    reading = read(path)

    assert column(reading, "men") == {2: "1"}
    assert json.loads(column(reading, "other_cells")[2]) == {men: "9"}
    assert told(reading) == [("5W-510", 1, "men", men), ("5W-533", 2, "men", "9")]


EDUCATION = {
    "month": "enero",
    "appealing_org": "Muestra A",
    "admin1": "Miranda",
    "activity": "Kits escolares",
    "total_beneficiaries": 10,
}


@pytest.mark.parametrize(
    ("bands", "girls"),
    [
        ({"girls_0_3": 1, "girls_7_12": 2, "girls_12_17": 3}, "6"),
        ({"girls_0_3": 1, "girls_7_12": "2 niñas"}, "2 niñas"),  # named by the rules, added to none
        ({"girls_0_3": 1, "girls_7_12": 1.5}, "2.5"),  # no number of people: critical by the rules
        ({"girls_0_3": 27.9, "girls_7_12": 96.1}, "124"),
        ({"girls_0_3": 1, "girls_7_12": "2.000"}, "2.000"),
        ({"girls_0_3": 1, "girls_7_12": "#N/A"}, "#N/A"),
        ({"girls_0_3": 1, "girls_7_12": -2}, "-2"),
        ({"girls_0_3": 0}, "0"),
        ({}, None),
    ],
)
def test_age_bands_are_kept_and_rolled_up(tmp_path, bands, girls):
    cells = table([EDUCATION | bands | {"women_over_19": 4}], "education_ve_2020")

    reading = read(write_cells(tmp_path / "a.xlsx", cells))

    assert column(reading, "girls") == {2: girls}
    assert column(reading, "women") == {2: "4"}
    assert column(reading, "boys") == {2: None}
    kept = json.loads(column(reading, "age_bands")[2])
    assert kept == {name: str(value) for name, value in bands.items()} | {"women_over_19": "4"}


def test_bands_that_are_not_whole_are_named_with_what_became_of_them(tmp_path):
    fine = EDUCATION | {"girls_0_3": 1, "girls_7_12": 2}
    decimals = EDUCATION | {"girls_0_3": 27.9, "girls_7_12": 96.1, "boys_0_3": 4}
    thousands = EDUCATION | {"girls_0_3": 2, "girls_7_12": "2.000"}
    path = write_cells(tmp_path / "a.xlsx", table([fine, decimals, thousands], "education_ve_2020"))

    reading = read(path)

    assert column(reading, "girls") == {2: "3", 3: "124", 4: "2.000"}
    assert told(reading) == [
        ("5W-550", 3, "girls", "niñas de 0-3 años: 27.9; niñas de 7 a 12 años: 96.1"),
        ("5W-551", 4, "girls", "niñas de 7 a 12 años: 2.000"),
    ]
    severities = [notice.as_finding()["severity"] for _, notice in reading.notices]
    assert severities == ["info", "critical"]


@pytest.mark.parametrize(
    ("change", "new"),
    [
        ({}, "10"),
        ({"men": 2}, None),  # the ages say 11
        ({"in_transit": "4 aprox."}, None),
        ({"girls": None, "boys": None, "women": None, "men": None}, None),
    ],
)
def test_new_people_of_2026_are_the_populations_where_the_ages_agree(tmp_path, change, new):
    cells = table([R4V_ROW | change], "r4v_2026")

    reading = read(write_cells(tmp_path / "a.xlsx", cells))

    assert reading.headers[0].template.generation == "r4v_2026"
    assert column(reading, "new_beneficiaries") == {2: new}
