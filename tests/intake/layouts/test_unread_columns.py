"""Columns that no field took: never in silence, and never beside figures that hang on them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from gtrm.intake import landing
from gtrm.intake.formats.workbook import WorkbookReader
from reading import RECEIPT, column, position, read, rules, table, templates, told
from workbooks import GTRM_ROW, R4V_ROW, template, write_cells

OPTIONAL = {
    "implementing_org": "Socio Muestra",
    "project": "Proyecto Muestra",
    "donor": "Donante Muestra",
    "activity_unit": "raciones diarias",
    "description": "Almuerzos",
    "covid19": "No",
    "support_space": "No",
    "cva_value": 120.5,
    "cva_mechanism": "Tarjeta",
    "district": "Tacna",
    "ubigeo": "230101",
    "output_quantity": 40,
    "pendulars": 0,
    "returnees": 0,
    "other_under18": 1,
    "other_above18": 2,
}
RENAMED = {
    "more words": lambda text: f"{text} entregada",
    "period": lambda text: f"{text} acumulado",
    "period in brackets": lambda text: f"{text} (acumulado anual)",
    "period below": lambda text: f"{text}\nenero a septiembre",
    "instruction": lambda text: f"{text} (obligatorio)",
    "misspelt": lambda text: text[:-2] + text[-1],
    "first word": lambda text: text.split()[0],
    "other unit": lambda text: text.replace("USD", "soles"),
    "synonym": lambda text: "Otra cosa",
    "blank": lambda text: None,
}
HELD = {"5W-531", "5W-532", "5W-533"}  # critical: the row is kept out


@pytest.fixture(scope="module")
def reader():
    with WorkbookReader() as opened:
        yield opened


def renamed(field, text, **values):
    """One row, with the header of a field written otherwise."""
    header, row = table([GTRM_ROW | OPTIONAL | values])
    header[position(field)] = text
    return [header, row]


@pytest.mark.parametrize("renaming", RENAMED)
@pytest.mark.parametrize(("generation", "row"), [("gtrm_es_2021", GTRM_ROW), ("r4v_2021", R4V_ROW)])
def test_every_column_renamed_is_read_right_refused_by_name_or_told(
    tmp_path, reader, generation, row, renaming
):
    layout = template(generation)
    cells = table([row | OPTIONAL] * 2, generation)
    for at, field in enumerate(layout.headers):
        before = cells[0][at]
        header = [*cells[0][:at], RENAMED[renaming](before), *cells[0][at + 1 :]]
        if header[at] == before:
            continue
        path = write_cells(tmp_path / "a.xlsx", [header, *cells[1:]])
        reading = landing.read_file(path, replace(RECEIPT, file_name="a.xlsx"), reader, templates())

        if reading.refusal:
            assert f"«{before}»" in reading.refusal.message_es
            continue
        findings = [notice.as_finding() for _, notice in reading.notices]
        right = set(column(reading, field).values()) if field in reading.rows[0] else set()
        if right == {str((row | OPTIONAL)[field])} and not findings:
            continue
        names = {finding["column_name"] for finding in findings}
        assert names == {header[at] or f"columna {_letter(at)}"}
        held = {f["source_row"] for f in findings if f["rule_id"] in HELD}
        assert held == ({2, 3} if layout.counts(field) else set())


def _letter(position):
    return chr(65 + position) if position < 26 else f"A{chr(39 + position)}"


def test_an_unread_figure_names_its_column_its_sum_and_the_header_that_was_meant(tmp_path):
    header, *rows = table([GTRM_ROW | {"output_quantity": n} for n in (90000, 17539)])
    header[position("output_quantity")] = "Cantidad entregada"
    reading = read(write_cells(tmp_path / "a.xlsx", [header, *rows]))

    [summary] = [n.as_finding() for _, n in reading.notices if n.kind == "unread_column"]
    assert summary["column_name"] == "Cantidad entregada"
    assert summary["hint_es"] == (
        "La columna U tiene 2 celdas con datos; suman 107.539. ¿Quiso decir «Cantidad»? Escriba así"
        " su encabezado."
    )
    assert "add up to 107,539" in summary["hint_en"]
    held = [finding for finding in told(reading) if finding[0] == "5W-531"]
    assert held == [
        ("5W-531", 2, "output_quantity", "90000"),
        ("5W-531", 3, "output_quantity", "17539"),
    ]
    assert json.loads(column(reading, "other_cells")[2]) == {"Cantidad entregada": "90000"}


def test_a_refusal_names_the_column_that_may_be_the_missing_one(tmp_path):
    reading = read(write_cells(tmp_path / "a.xlsx", renamed("total_beneficiaries", "Total gente")))

    assert "La columna V «Total gente» puede ser «Total de personas" in reading.refusal.message_es


@pytest.mark.parametrize(
    ("field", "text", "taken"),
    [
        ("cva_value", "Value of Transfer (USD)", "120.5"),
        ("cva_value", "Value of Transfer in USD (optional)", "120.5"),
        ("total_beneficiaries", "Total monthly beneficiaries (people)", "10"),
        ("women", "Women above 18 (years)", "4"),
        ("cva", "CVA (Yes/No)", "No"),
    ],
)
def test_harmless_words_in_brackets_change_nothing(tmp_path, field, text, taken):
    header, row = table([R4V_ROW | OPTIONAL], "r4v_2021")
    header[position(field, "r4v_2021")] = text
    reading = read(write_cells(tmp_path / "a.xlsx", [header, row]))

    assert column(reading, field) == {2: taken}
    assert rules(reading) == []


@pytest.mark.parametrize(
    ("field", "text", "odd"),
    [
        ("total_beneficiaries", "Total personas (acumulado anual)", "acumulado anual"),
        ("total_beneficiaries", "Total personas (miles)", "miles"),
        ("total_beneficiaries", "Total personas (no nuevas)", "no nuevas"),
        ("new_beneficiaries", "Nuevos (enero a septiembre)", "enero septiembre"),
        ("new_beneficiaries", "Nuevos\ntrimestre", "trimestre"),
        ("in_transit", "RyM en tránsito (hombres)", "hombres"),
        ("cva_value", "Monto USD (soles)", "soles"),
        ("cva_value", "Monto transferido en USD (S/)", "s/"),
        ("cva_value", "Monto transferido en USD (EUR)", "eur"),
        ("women", "Mujeres (0-17)", "0-17"),
        ("women", "Mujeres (<18)", "<18"),
        ("women", "Mujeres (menores)", "menores"),
    ],
)
def test_words_that_change_a_figure_keep_its_rows_out(tmp_path, field, text, odd):
    reading = read(write_cells(tmp_path / "a.xlsx", renamed(field, text)))

    [finding] = [notice.as_finding() for _, notice in reading.notices]
    assert (finding["rule_id"], finding["source_row"]) == ("5W-532", 2)
    assert (finding["field_name"], finding["column_name"]) == (field, text)
    assert f"«{odd}»" in finding["hint_es"]


def test_children_in_brackets_never_take_the_column_of_the_adults(tmp_path):
    header, row = table([GTRM_ROW])
    header[position("girls")], header[position("boys")] = "Mujeres (0-17)", "Hombres (0-17)"
    reading = read(write_cells(tmp_path / "a.xlsx", [header, row]))

    assert column(reading, "women") == {2: "4"}  # 2 stand under "Mujeres (0-17)"
    assert [finding for finding in told(reading) if finding[1] == 2] == [
        ("5W-531", 2, "girls", "2"),
        ("5W-531", 2, "boys", "3"),
    ]


def test_words_more_in_the_header_of_a_name_are_told_and_the_name_is_read(tmp_path):
    reading = read(write_cells(tmp_path / "a.xlsx", renamed("admin2", "Provincia (sede central)")))

    assert column(reading, "admin2") == {2: "Tacna"}
    assert told(reading) == [("5W-539", 1, "admin2", "sede central")]


@pytest.mark.parametrize(
    ("text", "values", "finding"),
    [
        ("N°", range(1, 7), None),  # counts the rows
        ("N°", range(101, 107), "add up to 621"),
        ("Comprobación", [10] * 6, "add up to 60"),
        ("Mujeres gestantes", [1] * 6, "add up to 6"),
        ("Responsable", ["x"] * 6, "6 filled cells. If"),
        (None, ["S/ 9", 1490, None, None, None, None], "2 filled cells; they add up to 1,490"),
        ("Platform", ["Peru"] * 6, None),  # printed by R4V's exports
    ],
)
def test_a_column_of_the_partners_own_is_told_and_keeps_no_row_out(tmp_path, text, values, finding):
    header, *rows = table([R4V_ROW | OPTIONAL] * 6, "r4v_2021")
    cells = [[*header, text], *([*row, value] for row, value in zip(rows, values, strict=True))]
    reading = read(write_cells(tmp_path / "a.xlsx", cells))

    found = [notice.as_finding() for _, notice in reading.notices]
    assert [(f["rule_id"], f["severity"]) for f in found] == (
        [("5W-530", "warning")] if finding else []
    )
    assert finding is None or finding in found[0]["hint_en"]


def test_two_columns_of_one_field_hold_the_rows_in_which_they_differ(tmp_path):
    header, *rows = table([GTRM_ROW] * 3)
    men = template("gtrm_es_2021").headers["men"][0]
    second = [9, 1, None]
    cells = [[*header, men], *([*row, value] for row, value in zip(rows, second, strict=True))]
    reading = read(write_cells(tmp_path / "a.xlsx", cells))

    assert column(reading, "men") == {2: "1", 3: "1", 4: "1"}
    assert told(reading) == [("5W-510", 1, "men", men), ("5W-533", 2, "men", "9")]
    assert "suma 3 y la segunda 10." in reading.notices[0][1].as_finding()["hint_es"]


def test_the_second_total_of_a_2022_workbook_is_the_new_people(tmp_path):
    header, row = table([R4V_ROW | {"month": "2022-09"}], "r4v_2022")
    total = header[position("total_beneficiaries", "r4v_2022")]
    header[position("new_beneficiaries", "r4v_2022")] = total
    reading = read(write_cells(tmp_path / "a.xlsx", [header, row]))

    assert column(reading, "total_beneficiaries") == {2: "10"}
    assert column(reading, "new_beneficiaries") == {2: "4"}
    assert rules(reading) == []
