"""What partners do in a workbook: sheets, rows, merged cells, formulas, errors, dates, numbers."""

from __future__ import annotations

import datetime as dt
import json
import re
import zipfile

import openpyxl
import pytest

from gtrm.cycle import parse_month
from reading import column, position, read, rules, table, told
from workbooks import GTRM_ROW, template, write_cells

WIDTH = len(table([])[0])


def blank(**by_field: object) -> list[object]:
    """A row of cells with only some filled."""
    return [by_field.get(name) for name in template("gtrm_es_2021").headers]


def edit(path, change):
    """Open a workbook, let `change` at its first sheet, save it."""
    book = openpyxl.load_workbook(path)
    change(book.worksheets[0])
    book.save(path)
    return path


def edit_xml(path, change, part="xl/worksheets/sheet1.xml"):
    """Change a part of a workbook as text."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    parts[part] = change(parts[part].decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in parts.items():
            book.writestr(name, data)
    return path


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
    assert told(reading) == [("5W-508", None, None, "1")]
    assert reading.notices[0][0] == "Tumbes"


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


# ---------------------------------------------------------------- formulas and errors


def with_cells(path, cells: dict[str, str]):
    """A 5W whose row 2 has, in each given field, a cell written as XML (`@` is its reference)."""
    write_cells(path, table([GTRM_ROW | dict.fromkeys(cells, 777)]))
    letters = {name: openpyxl.utils.get_column_letter(position(name) + 1) for name in cells}

    def change(xml):
        for name, cell in cells.items():
            here = f"{letters[name]}2"
            plain = f'<c r="{here}" t="n"><v>777</v></c>'
            assert plain in xml
            xml = xml.replace(plain, cell.replace("@", f'r="{here}"'))
        return xml

    return edit_xml(path, change)


def test_a_formula_counts_as_its_saved_value(tmp_path):
    path = with_cells(
        tmp_path / "a.xlsx",
        {
            "men": "<c @><f>1+2</f><v>3</v></c>",
            "women": '<c @><f t="shared" si="0"/><v>4</v></c>',
            "description": '<c @ t="str"><f>IF(A1="","","x")</f><v></v></c>',
            "donor": '<c @ t="str"><f>A1</f><v>Japón</v></c>',
        },
    )

    reading = read(path)

    assert column(reading, "men") == {2: "3"}
    assert column(reading, "women") == {2: "4"}
    assert column(reading, "description") == {2: None}  # a formula may yield an empty text
    assert column(reading, "donor") == {2: "Japón"}
    assert rules(reading) == []


@pytest.mark.parametrize(
    "cell", ["<c @><f>SUM(B1:B2)</f><v></v></c>", "<c @><f>SUM(B1:B2)</f></c>"]
)
def test_a_formula_without_a_saved_value_is_told_and_no_zero(tmp_path, cell):
    reading = read(with_cells(tmp_path / "a.xlsx", {"men": cell}))

    assert column(reading, "men") == {2: "=SUM(B1:B2)"}
    assert told(reading) == [("5W-502", 2, "men", "=SUM(B1:B2)")]


def test_zeros_that_a_program_wrote_for_results_are_told(tmp_path):
    """XlsxWriter and its like write 0 into every formula and ask Excel to compute."""
    path = with_cells(tmp_path / "a.xlsx", {"men": "<c @><f>SUM(B1:B2)</f><v>0</v></c>"})
    asks = '<calcPr calcId="1" fullCalcOnLoad="1"/>'
    edit_xml(path, lambda xml: _with_calc(xml, asks), "xl/workbook.xml")
    assert told(read(path)) == [("5W-502", 2, "men", "=SUM(B1:B2)")]

    edit_xml(path, lambda xml: xml.replace(' fullCalcOnLoad="1"', ""), "xl/workbook.xml")
    assert column(read(path), "men") == {2: "0"}  # Excel's own zero


def _with_calc(xml: str, calc: str) -> str:
    head, _, tail = xml.partition("<calcPr")
    return head + calc + tail.partition("/>")[2]


@pytest.mark.parametrize("error", ["#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?"])
@pytest.mark.parametrize(
    "cell",
    [
        '<c @ t="e"><v>{}</v></c>',
        '<c t="e" @><f>1/0\n+1</f><v>{}</v></c>',
        "<c @ t='e'><v>{}</v></c>",
    ],
)
def test_an_error_cell_is_neither_blank_nor_number(tmp_path, cell, error):
    path = with_cells(
        tmp_path / "a.xlsx", {"men": cell.format(error), "sector": cell.format(error)}
    )

    reading = read(path)

    assert column(reading, "men") == {2: error}
    assert sorted(told(reading)) == [("5W-501", 2, "men", error), ("5W-501", 2, "sector", error)]


def test_errors_are_found_in_xml_with_prefixes_and_without_references(tmp_path):
    path = with_cells(tmp_path / "a.xlsx", {"men": '<c @ t="e"><v>#N/A</v></c>'})

    def strip(xml):
        xml = re.sub(r' r="[A-Z]*\d+"', "", xml)  # positions go by order: no cell is left out
        xml = re.sub(r"<(/?)(\w)", r"<\1x:\2", xml)
        return xml.replace("<x:xml", "<xml").replace("xmlns=", "xmlns:x=")

    reading = read(edit_xml(_without_gaps(path), strip))

    assert column(reading, "men") == {2: "#N/A"}
    assert rules(reading) == ["5W-501"]


def _without_gaps(path):
    def fill(sheet):
        for row in sheet.iter_rows(min_row=1, max_row=2, max_col=WIDTH):
            for cell in row:
                cell.value = "-" if cell.value is None else cell.value

    return edit(path, fill)


# ---------------------------------------------------------------- dates and numbers


@pytest.mark.parametrize(
    ("written", "text", "month"),
    [
        (dt.date(2021, 9, 1), "2021-09-01", "2021-09"),
        (dt.datetime.fromisoformat("2021-09-30 12:05"), "2021-09-30 12:05:00", "2021-09"),
        ("2021-09", "2021-09", "2021-09"),
        ("09/2021", "09/2021", "2021-09"),
        ("Setiembre 2021", "Setiembre 2021", "2021-09"),
        ("setiembre de 2021", "setiembre de 2021", "2021-09"),
        ("Sept-21", "Sept-21", "2021-09"),
        ("September", "September", "2021-09"),
        ("ENERO", "ENERO", "2021-01"),
        (44440, "44440", None),  # a serial number without a date's format is no month
        ("02/03/2021", "02/03/2021", None),  # February or March
        ("Trimestre 3", "Trimestre 3", None),
    ],
)
def test_months_are_kept_as_written_and_read_where_they_mean_one(tmp_path, written, text, month):
    path = write_cells(tmp_path / "a.xlsx", table([GTRM_ROW | {"month": written}]))

    reading = read(path)

    assert column(reading, "month") == {2: text}
    assert parse_month(text, "2021-09")[0] == month


def test_a_book_that_counts_days_from_1904_has_the_same_dates(tmp_path):
    path = tmp_path / "a.xlsx"
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    for row in table([GTRM_ROW | {"month": dt.date(2021, 9, 1)}]):
        book.active.append(row)
    book.save(path)

    assert column(read(path), "month") == {2: "2021-09-01"}


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (1490, "1490"),
        (1490.0, "1490"),
        (12.5, "12.5"),
        (-3, "-3"),
        (0, "0"),
        (1e20, "1e+20"),
        ("1490", "1490"),
        ("1.490", "1.490"),
        ("1,490", "1,490"),
        ("12 personas", "12 personas"),
        ("'15", "'15"),
        (" 15\xa0", "15"),
        (True, "TRUE"),
        (False, "FALSE"),
        (dt.timedelta(hours=30), "1 day, 6:00:00"),
    ],
)
def test_a_cell_is_kept_as_text_and_nothing_is_coerced(tmp_path, written, text):
    path = write_cells(tmp_path / "a.xlsx", table([GTRM_ROW | {"men": written}]))

    assert column(read(path), "men") == {2: text}


def test_a_cell_of_only_spaces_is_blank(tmp_path):
    path = write_cells(tmp_path / "a.xlsx", table([GTRM_ROW | {"men": " \n\t"}]))

    assert column(read(path), "men") == {2: None}


def test_two_unknown_columns_of_one_name_are_both_kept(tmp_path):
    header, row = table([GTRM_ROW])
    path = write_cells(tmp_path / "a.xlsx", [[*header, "Nota", "Nota"], [*row, "una", "otra"]])

    assert json.loads(column(read(path), "other_cells")[2]) == {
        f"Nota (column {WIDTH + 1})": "una",
        f"Nota (column {WIDTH + 2})": "otra",
    }
