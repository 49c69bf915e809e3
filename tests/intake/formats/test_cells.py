"""What stands in a cell: formulas, errors, dates, numbers. Kept as written, never coerced."""

from __future__ import annotations

import datetime as dt
import json
import re

import openpyxl
import pytest

from gtrm.core.cycle import parse_month
from gtrm.intake.formats.shown import number_text
from reading import as_csv, column, position, read, rules, table, told
from workbooks import GTRM_ROW, edit, edit_xml, write_cells

WIDTH = len(table([])[0])


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
                cell.value = "x" if cell.value is None else cell.value

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
        (44440, "44440", "2021-09"),  # a date without a date's format; 5W-023 tells of it
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


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (12.0000000000001, "12"),
        (11.9999999999999, "12"),
        (144.0000000000144, "144"),
        (1e-13, "0"),
        (-3.0000000000001, "-3"),
    ],
)
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_what_binary_arithmetic_adds_to_a_number_is_left_out_and_told(
    tmp_path, written, text, kind
):
    cells = table([GTRM_ROW | {"men": written}])
    path = tmp_path / f"a.{kind}"
    if kind == "xlsx":
        write_cells(path, cells)
    else:
        shown = [
            [f"{cell:.17f}" if isinstance(cell, float) else cell for cell in row] for row in cells
        ]
        path.write_text(as_csv(shown, ";"), encoding="utf-8")

    reading = read(path)

    assert column(reading, "men") == {2: text}
    assert rules(reading) == ["5W-524"]


def test_a_number_has_the_fifteen_digits_that_excel_keeps():
    assert number_text(0.1 + 0.2) == "0.3"
    assert number_text(1234.5600000000001) == "1234.56"


@pytest.mark.parametrize("written", [12.001, 1 / 3, 12.00001, 1234567.125, 0.05])
def test_a_number_that_is_no_other_is_kept_to_its_last_digit(tmp_path, written):
    reading = read(write_cells(tmp_path / "a.xlsx", table([GTRM_ROW | {"men": written}])))

    assert column(reading, "men") == {2: repr(written)}
    assert told(reading) == []


MARKS = ["\u200b", "\u200f", "\u200e", "\u2066", "\u2069", "\u202a", "\u00ad", "\ufeff", "\u2060"]


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_marks_that_nobody_sees_are_left_out_and_told_once_a_column(tmp_path, mark, kind):
    odd = {"men": f"{mark} 1{mark}2\xa0{mark}", "admin1": f"Tac{mark}na"}
    cells = table([GTRM_ROW | odd, GTRM_ROW | odd])
    cells[0][position("women")] = f"{mark}{cells[0][position('women')]}"
    path = tmp_path / f"a.{kind}"
    if kind == "xlsx":
        write_cells(path, cells)
    else:
        path.write_text(as_csv(cells, ";"), encoding="utf-8")

    reading = read(path)

    assert column(reading, "men") == {2: "12", 3: "12"}
    assert column(reading, "admin1") == {2: "Tacna", 3: "Tacna"}
    assert column(reading, "women") == {2: "4", 3: "4"}
    code = f"<U+{ord(mark):04X}>"
    assert sorted(told(reading), key=str) == [
        ("5W-523", 2, "admin1", f"Tac{code}na"),
        ("5W-523", 2, "men", f"{code} 1{code}2\xa0{code}"),
    ]


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
