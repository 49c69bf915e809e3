"""What partners do in a workbook: several sheets, hidden ones and rows, totals, merged cells."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest

from reading import column, position, read, rules, table, told
from workbooks import GTRM_ROW, edit, template, write_cells

WIDTH = len(table([])[0])


def blank(**by_field: object) -> list[object]:
    """A row of cells with only some filled."""
    return [by_field.get(name) for name in template("gtrm_es_2021").headers]


# ---------------------------------------------------------------- sheets


def two_sheets(path, state="visible"):
    book = openpyxl.Workbook()
    for title, region in (("Tacna", "Tacna"), ("Tumbes", "Tumbes")):
        sheet = book.create_sheet(title)
        for row in table([GTRM_ROW | {"admin1": region}]):
            sheet.append(row)
    book["Tumbes"].sheet_state = state
    del book["Sheet"]
    book.save(path)
    return path


def test_every_5w_sheet_of_a_book_is_read(tmp_path):
    reading = read(two_sheets(tmp_path / "a.xlsx"))

    assert [(row["sheet_name"], row["admin1"]) for row in reading.rows] == [
        ("Tacna", "Tacna"),
        ("Tumbes", "Tumbes"),
    ]
    assert rules(reading) == []


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_hidden_sheet_beside_a_visible_one_is_told_and_not_read(tmp_path, state):
    reading = read(two_sheets(tmp_path / "a.xlsx", state))

    assert [row["sheet_name"] for row in reading.rows] == ["Tacna"]
    # Of the same month, and in no visible sheet: its people may belong to the report.
    assert told(reading) == [("5W-548", None, None, "1")]
    assert reading.notices[0][0] == "Tumbes"
    assert "1 fila, 10 personas, 40 unidades" in reading.notices[0][1].as_finding()["hint_es"]


def test_a_hidden_sheet_is_read_where_it_is_the_only_5w(tmp_path):
    path = write_cells(tmp_path / "a.xlsx", table([GTRM_ROW]))
    book = openpyxl.load_workbook(path)
    book.create_sheet("Instrucciones")["A1"] = "Lea primero"
    book["5W"].sheet_state = "hidden"
    book.active = book["Instrucciones"]
    book.save(path)

    assert column(read(path), "men") == {2: "1"}


def test_a_5w_sheet_that_lacks_a_column_beside_a_whole_one_is_told(tmp_path):
    path = two_sheets(tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(path)
    book["Tumbes"].delete_cols(position("month") + 1)
    book.save(path)

    reading = read(path)

    assert [row["sheet_name"] for row in reading.rows] == ["Tacna"]
    assert told(reading) == [("5W-517", None, None, "«Mes de reporte»")]
    assert reading.notices[0][0] == "Tumbes"


# ---------------------------------------------------------------- rows


def test_hidden_and_filtered_rows_are_read_and_told(tmp_path):
    path = write_cells(tmp_path / "a.xlsx", table([GTRM_ROW] * 4))

    def hide(sheet):
        sheet.auto_filter.ref = sheet.dimensions
        sheet.auto_filter.add_filter_column(0, ["otra"])
        for row in (3, 4):
            sheet.row_dimensions[row].hidden = True
        sheet.column_dimensions["C"].hidden = True

    reading = read(edit(path, hide))

    assert list(column(reading, "men")) == [2, 3, 4, 5]
    assert told(reading) == [("5W-503", None, None, "2")]


def test_blank_rows_between_are_none_and_keep_the_numbers(tmp_path):
    header, row = table([GTRM_ROW])
    spaces = [" ", "\n", *[None] * (WIDTH - 2)]
    path = write_cells(tmp_path / "a.xlsx", [[], header, row, [], spaces, row, []])

    assert list(column(read(path), "men")) == [3, 6]


@pytest.mark.parametrize("word", ["TOTAL", "Total general:", "Totales", "Subtotal"])
def test_a_row_of_totals_is_told_and_not_counted(tmp_path, word):
    cells = [*table([GTRM_ROW, GTRM_ROW]), blank(appealing_org=word, total_beneficiaries=20, men=2)]
    path = write_cells(tmp_path / "a.xlsx", cells)

    reading = read(path)

    assert list(column(reading, "men")) == [2, 3]
    assert told(reading) == [("5W-507", 4, None, word)]


def test_an_organisation_called_total_is_no_row_of_totals(tmp_path):
    path = write_cells(tmp_path / "a.xlsx", table([GTRM_ROW | {"appealing_org": "Total"}]))

    assert column(read(path), "appealing_org") == {2: "Total"}


def test_a_name_merged_over_rows_is_repeated_in_each_and_told(tmp_path):
    rows = [GTRM_ROW] + [GTRM_ROW | {"sector": None, "month": None, "ubigeo": None}] * 2
    rows[0] = rows[0] | {"ubigeo": 2301, "month": dt.date(2021, 9, 1)}
    path = write_cells(tmp_path / "a.xlsx", table(rows))

    def merge(sheet):
        for field in ("sector", "month", "ubigeo"):
            at = position(field) + 1
            sheet.merge_cells(start_row=2, end_row=4, start_column=at, end_column=at)

    reading = read(edit(path, merge))

    assert set(column(reading, "sector").values()) == {"Seguridad Alimentaria"}
    assert set(column(reading, "month").values()) == {"2021-09-01"}
    assert set(column(reading, "ubigeo").values()) == {"2301"}
    assert sorted(rules(reading)) == ["5W-504"] * 3


def test_a_figure_merged_over_rows_counts_once_and_is_told(tmp_path):
    rows = [GTRM_ROW, GTRM_ROW | {"total_beneficiaries": None}]
    at = position("total_beneficiaries") + 1
    path = write_cells(tmp_path / "a.xlsx", table(rows))

    reading = read(
        edit(path, lambda s: s.merge_cells(start_row=2, end_row=3, start_column=at, end_column=at))
    )

    assert column(reading, "total_beneficiaries") == {2: "10", 3: None}
    assert told(reading) == [("5W-516", 2, "total_beneficiaries", "10")]
