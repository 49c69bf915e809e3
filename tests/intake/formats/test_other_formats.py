"""What .xls, .xlsb and .ods hold beside their cells; files that are not what they are called."""

from __future__ import annotations

import datetime as dt
import shutil
import zipfile

import openpyxl
import pytest

from reading import as_csv, column, position, read, rules, table, told
from soffice import convert, protect
from workbooks import GTRM_ROW, write_cells
from xlsb import Error, write_xlsb

AT = position("sector") + 1


def odd_book(path):
    """Errors, a hidden row, a merged name, a date, a boolean, a computed and an empty formula."""
    rows = [
        GTRM_ROW | {"men": "=NA()", "women": "=1/0", "boys": "=1+1", "description": '=IF(1,"")'},
        GTRM_ROW | {"month": dt.date(2021, 9, 1), "sector": None},
        GTRM_ROW | {"cva": True, "ubigeo": "0101", "admin2": "Ñandú"},
    ]
    write_cells(path, table(rows))
    book = openpyxl.load_workbook(path)
    sheet = book["5W"]
    sheet.row_dimensions[4].hidden = True
    sheet.merge_cells(start_row=2, end_row=3, start_column=AT, end_column=AT)
    hidden = book.create_sheet("vieja")
    for row in table([GTRM_ROW]):
        hidden.append(row)
    hidden.sheet_state = "hidden"
    book.save(path)
    return path


@pytest.mark.needs("soffice")
@pytest.mark.parametrize("kind", ["xls", "ods", "xlsx"])
def test_every_workbook_format_tells_the_same(tmp_path, kind):
    source = odd_book(tmp_path / "source" / "a.xlsx")
    if kind == "xlsx":  # written by LibreOffice too, so computed
        source = source.rename(source.with_name("b.xlsx"))
        path = convert(convert(source, "ods"), "xlsx")
    else:
        path = convert(source, kind)

    reading = read(path)

    assert column(reading, "men") == {2: "#N/A", 3: "1", 4: "1"}
    assert column(reading, "women")[2] == "#DIV/0!"
    assert column(reading, "boys")[2] == "2"
    assert column(reading, "description")[2] is None
    assert column(reading, "sector")[3] == "Seguridad Alimentaria"
    assert column(reading, "month")[3] == "2021-09-01"
    assert column(reading, "ubigeo")[4] == "0101"
    assert column(reading, "admin2")[4] == "Ñandú"
    assert sorted(told(reading), key=str) == [
        ("5W-501", 2, "men", "#N/A"),
        ("5W-501", 2, "women", "#DIV/0!"),
        ("5W-503", None, None, "1"),
        ("5W-504", 2, "sector", "Seguridad Alimentaria"),
        ("5W-548", None, None, "1"),
    ]


def binary_book(path):
    rows = table([GTRM_ROW, GTRM_ROW | {"sector": None}, GTRM_ROW])
    rows[1][position("men")] = Error(42)
    rows[1][position("women")] = Error(7, by_formula=True)
    return write_xlsb(path, rows, hidden_rows=(4,), merged=((2, 3, position("sector")),))


def test_a_binary_workbook_tells_errors_hidden_rows_and_merged_cells(tmp_path):
    reading = read(binary_book(tmp_path / "a.xlsb"))

    assert column(reading, "men") == {2: "#N/A", 3: "1", 4: "1"}
    assert column(reading, "sector")[3] == "Seguridad Alimentaria"
    assert sorted(told(reading), key=str) == [
        ("5W-501", 2, "men", "#N/A"),
        ("5W-501", 2, "women", "#DIV/0!"),
        ("5W-503", None, None, "1"),
        ("5W-504", 2, "sector", "Seguridad Alimentaria"),
    ]


@pytest.mark.needs("soffice")
def test_the_binary_workbooks_of_these_tests_are_real_ones(tmp_path):
    """LibreOffice, which reads the format by code of its own, sees the same cells."""
    text = convert(binary_book(tmp_path / "a.xlsb"), "csv").read_text(encoding="latin-1")

    lines = text.splitlines()
    assert "#N/A" in lines[1]
    assert "#DIV/0!" in lines[1]
    assert len(lines) == 4


def test_an_uncomputed_formula_of_an_ods_is_told(tmp_path):
    """Made by programs that cannot compute: a formula and no value."""
    cells = [[ods_cell(value) for value in row] for row in table([GTRM_ROW])]
    cells[1][position("men")] = '<table:table-cell table:formula="of:=SUM([.A1])"/>'
    path = write_ods(tmp_path / "a.ods", cells)

    reading = read(path)

    assert column(reading, "men") == {4: "=SUM([.A1])"}
    assert told(reading) == [("5W-502", 4, "men", "=SUM([.A1])")]


def ods_cell(value):
    if value is None:
        return "<table:table-cell/>"
    text = f"<text:p>{value}</text:p>"
    return f'<table:table-cell office:value-type="string">{text}</table:table-cell>'


def write_ods(path, rows):
    """Write an .ods whose first two rows are one blank row, repeated."""
    name = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = " ".join(f'xmlns:{one}="{name}:{one}:1.0"' for one in ("office", "table", "text"))
    blank = '<table:table-row table:number-rows-repeated="2"/>'
    body = "".join(f"<table:table-row>{''.join(cells)}</table:table-row>" for cells in rows)
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        manifest = f'<manifest:manifest xmlns:manifest="{name}:manifest:1.0"/>'
        book.writestr("META-INF/manifest.xml", manifest)
        book.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="5W">{blank}{body}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


@pytest.mark.needs("soffice")
def test_an_ods_with_a_password_is_refused_as_such(tmp_path):
    path = protect(write_cells(tmp_path / "a.xlsx", table([GTRM_ROW])))

    assert "password" in str(read(path).refusal)


@pytest.mark.parametrize(
    "cell",
    [
        '<table:table-cell office:value-type="string"><text:p><![CDATA[12]]></text:p>'
        "</table:table-cell>",
        "<table:table-cell><text:p>12</text:p></table:table-cell>",
        '<table:table-cell office:value-type="float"><text:p>12</text:p></table:table-cell>',
    ],
)
def test_a_text_of_an_ods_that_the_library_leaves_out_is_read_and_told(tmp_path, cell):
    cells = [[ods_cell(value) for value in row] for row in table([GTRM_ROW])]
    cells[1][position("men")] = cell

    reading = read(write_ods(tmp_path / "a.ods", cells))

    assert column(reading, "men") == {4: "12"}
    assert told(reading) == [("5W-525", 4, "men", "12")]


def test_a_comment_on_a_cell_of_an_ods_is_no_value_of_it(tmp_path):
    cells = [[ods_cell(value) for value in row] for row in table([GTRM_ROW])]
    note = "<office:annotation><text:p>#N/A</text:p></office:annotation>"
    formula = 'table:formula="of:=1" office:value-type="float" office:value="1"'
    cells[1][position("men")] = (
        f"<table:table-cell {formula}>{note}<text:p>1</text:p></table:table-cell>"
    )

    assert told(read(write_ods(tmp_path / "a.ods", cells))) == []


@pytest.mark.parametrize(
    ("suffix", "findings"),
    [
        *((suffix, []) for suffix in (".xlsm", ".xltx", ".xltm", ".XLSX")),
        *((suffix, ["5W-522"]) for suffix in (".xls", ".xlsb", ".ods", ".csv", ".txt")),
    ],
)
def test_a_workbook_is_read_whatever_its_suffix_says(tmp_path, suffix, findings):
    path = write_cells(tmp_path / "a.xlsx", table([GTRM_ROW]))
    shutil.move(path, tmp_path / f"b{suffix}")

    reading = read(tmp_path / f"b{suffix}")

    assert column(reading, "men") == {2: "1"}
    assert rules(reading) == findings


@pytest.mark.parametrize("suffix", [".xls", ".xlsx", ".xlsb", ".ods"])
@pytest.mark.parametrize(("delimiter", "encoding"), [(",", "utf-8"), ("\t", "utf-16")])
def test_a_table_of_text_is_read_whatever_its_suffix_says(tmp_path, suffix, delimiter, encoding):
    path = tmp_path / f"a{suffix}"
    path.write_bytes(as_csv(table([GTRM_ROW]), delimiter).encode(encoding))

    reading = read(path)

    assert column(reading, "men") == {2: "1"}
    assert told(reading) == [("5W-522", None, None, suffix)]
    hint = reading.notices[0][1].as_finding()["hint_es"]
    assert hint == f"Termina en {suffix} y es CSV (.csv): guárdelo con su formato."


@pytest.mark.parametrize(
    "content",
    [
        b"<html><table><tr><td>Sector</td></tr></table>",
        b"\n <!-- a,b,c,d,e,f -->\n<table>,,,,,</table>\n1,2,3,4,5,6\n1,2,3,4,5,6",
        b"",
        b"PK",
        b"a letter, with a comma\nand another, too",
    ],
)
@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
def test_what_is_no_workbook_is_refused_with_the_fix(tmp_path, suffix, content):
    (tmp_path / f"a{suffix}").write_bytes(content)

    refusal = read(tmp_path / f"a{suffix}").refusal

    assert "not what its name says" in str(refusal)
    assert "guárdelo de nuevo como .xlsx" in refusal.message_es
