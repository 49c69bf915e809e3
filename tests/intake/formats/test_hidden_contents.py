"""What a workbook holds and the reading library does not give, or gives though nobody sees it."""

from __future__ import annotations

import zipfile

import openpyxl
import pytest
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from reading import column, position, read, rules, table, told
from workbooks import GTRM_ROW, edit, edit_xml, write_cells
from xls import EMPTY_TEXT, Formula, Struck, write_xls
from xlsb import write_xlsb

MEN = get_column_letter(position("men") + 1)
HERE = f"{MEN}2"


def with_cell(path, cell, rows=None):
    """A 5W of two rows whose cell "men" in row 2 is written as this XML (`@` is its reference)."""
    write_cells(path, table(rows or [GTRM_ROW | {"men": 777}, GTRM_ROW]))
    plain = f'<c r="{HERE}" t="n"><v>777</v></c>'

    def change(xml):
        assert plain in xml
        return xml.replace(plain, cell.replace("@", f'r="{HERE}"'))

    return edit_xml(path, change)


# ---------------------------------------------------------------- written, and not read


@pytest.mark.parametrize(
    "cell",
    [
        "<c @><v><![CDATA[12]]></v></c>",
        "<c @><v>1<![CDATA[2]]></v></c>",
        "<c @><v><![CDATA[1]]><![CDATA[2]]></v></c>",
        "<c @><v>1<!-- x -->2</v></c>",
        "<c @><v>1<?x y?>2</v></c>",
        '<c @ t="str"><v><![CDATA[12]]></v></c>',
        '<c @ t="inlineStr"><v>12</v></c>',
        "<c @><v>12</v><f>6+6</f></c>",
        "<c @><f>6+6</f><v><![CDATA[12]]></v></c>",
        "<c @ t='n'><v><![CDATA[12.0000000000001]]></v></c>",
    ],
)
def test_a_value_that_the_library_cannot_see_is_read_from_the_xml_and_told(tmp_path, cell):
    reading = read(with_cell(tmp_path / "a.xlsx", cell))

    assert column(reading, "men") == {2: "12", 3: "1"}
    assert told(reading) == [("5W-525", 2, "men", "12")]


def test_half_of_a_number_is_never_taken_for_all_of_it(tmp_path):
    reading = read(with_cell(tmp_path / "a.xlsx", "<c @><v>1&#50;</v></c>"))

    assert column(reading, "men")[2] == "12 / 1"  # no whole number: the row is held
    assert rules(reading) == ["5W-525"]


@pytest.mark.parametrize(
    "second", ["<c @><v>5</v></c>", '<c @ t="inlineStr"><is><t>5</t></is></c>']
)
def test_two_values_in_one_cell_are_both_told(tmp_path, second):
    reading = read(with_cell(tmp_path / "a.xlsx", "<c @><v>777</v></c>" + second))

    assert column(reading, "men")[2] == "777 / 5"
    assert rules(reading) == ["5W-525"]


def test_a_row_that_is_there_twice_loses_nothing(tmp_path):
    path = with_cell(tmp_path / "a.xlsx", "<c @><v>777</v></c>")
    twice = f'<row r="2"><c r="{HERE}"><v>5</v></c></row></sheetData>'

    reading = read(edit_xml(path, lambda xml: xml.replace("</sheetData>", twice)))

    assert column(reading, "men")[2] == "777 / 5"


def test_a_second_block_of_rows_is_read(tmp_path):
    path = write_cells(tmp_path / "a.xlsx", table([GTRM_ROW, GTRM_ROW | {"men": 777}]))

    def split(xml):
        return xml.replace('<row r="3"', '</sheetData><sheetData><row r="3"')

    reading = read(edit_xml(path, split))

    assert column(reading, "men") == {2: "1", 3: "777"}
    assert "5W-525" in rules(reading)


@pytest.mark.parametrize("text", ["<t><![CDATA[Tumbes]]></t>", "<t>Tum<![CDATA[bes]]></t>"])
def test_a_text_in_cdata_is_a_text(tmp_path, text):
    path = write_cells(tmp_path / "a.xlsx", table([GTRM_ROW | {"admin1": "@@"}]))

    reading = read(edit_xml(path, lambda xml: xml.replace("<t>@@</t>", text)))

    assert column(reading, "admin1") == {2: "Tumbes"}


def test_cells_out_of_order_without_references_and_with_prefixes_are_in_their_place(tmp_path):
    path = with_cell(tmp_path / "a.xlsx", "<c @><v><![CDATA[12]]></v></c>")

    def change(xml):
        start, second, end = (
            xml.index(one) for one in ('<row r="1"', '<row r="2"', "</sheetData>")
        )
        xml = xml[:start] + xml[second:end] + xml[start:second] + xml[end:]
        prefixed = xml.replace("</", "</x:").replace("<", "<x:").replace("<x:/x:", "</x:")
        return prefixed.replace("xmlns=", "xmlns:x=").replace("<x:![", "<![").replace("<x:?", "<?")

    reading = read(edit_xml(path, change))

    assert column(reading, "men") == {2: "12", 3: "1"}
    assert told(reading) == [("5W-525", 2, "men", "12")]


def test_blank_texts_are_no_values_that_were_missed(tmp_path):
    path = write_cells(tmp_path / "a.xlsx", table([GTRM_ROW | {"donor": " ", "project": ""}]))

    assert told(read(path)) == []


# ---------------------------------------------------------------- formulas that nothing computed


def computed_by_nobody(path, rows, formulas):
    """A book that asks to be computed; `formulas` are (reference, formula, saved value)."""
    write_cells(path, table(rows))

    def change(xml):
        for reference, formula, value in formulas:
            plain = f'<c r="{reference}" t="n"><v>777</v></c>'
            assert plain in xml
            xml = xml.replace(plain, f'<c r="{reference}"><f>{formula}</f><v>{value}</v></c>')
        return xml

    return edit_xml(path, change)  # openpyxl writes fullCalcOnLoad


def test_one_computed_formula_does_not_vouch_for_the_others(tmp_path):
    girls, women = (get_column_letter(position(name) + 1) for name in ("girls", "women"))
    rows = [GTRM_ROW | {"men": 777}, GTRM_ROW | {"men": 777}, GTRM_ROW | {"men": 777}]
    path = computed_by_nobody(
        tmp_path / "a.xlsx",
        rows,
        [
            (f"{MEN}2", f"{girls}2+1", "3"),
            (f"{MEN}3", f"SUM({girls}3:{women}3)", "0"),
            (f"{MEN}4", f"{MEN}3*1", "0"),  # a zero only because the one it uses is
        ],
    )

    reading = read(path)

    assert column(reading, "men") == {2: "3", 3: f"=SUM({girls}3:{women}3)", 4: f"={MEN}3*1"}
    assert rules(reading) == ["5W-502", "5W-502"]


def test_a_zero_whose_own_cells_are_blank_or_zero_is_a_zero(tmp_path):
    girls, women = (get_column_letter(position(name) + 1) for name in ("girls", "women"))
    row = GTRM_ROW | {"girls": 0, "boys": None, "women": 0, "men": 777}
    formula = (HERE, f"SUM(${girls}$2:{women}2)", "0")

    reading = read(computed_by_nobody(tmp_path / "a.xlsx", [row], [formula]))

    assert column(reading, "men") == {2: "0"}
    assert told(reading) == []


@pytest.mark.parametrize("formula", ["SUM(Hoja2!A1:A9)", "SUM(B:B)", "total_mes", "TODAY()"])
def test_a_zero_whose_cells_cannot_be_followed_is_doubted(tmp_path, formula):
    row = GTRM_ROW | {"men": 777}

    reading = read(computed_by_nobody(tmp_path / "a.xlsx", [row], [(HERE, formula, "0")]))

    assert told(reading) == [("5W-502", 2, "men", f"={formula}")]


@pytest.mark.parametrize("result", [EMPTY_TEXT, b"\0" * 8])
def test_a_formula_of_an_xls_that_no_spreadsheet_program_saved_has_no_result(tmp_path, result):
    rows = table([GTRM_ROW | {"men": Formula(result)}, GTRM_ROW])

    reading = read(write_xls(tmp_path / "a.xls", rows))

    assert column(reading, "men") == {2: "=?", 3: "1"}
    assert told(reading) == [("5W-502", 2, "men", "=?")]

    saved = read(write_xls(tmp_path / "b.xls", rows, is_saved=True))
    assert column(saved, "men")[2] in {None, "0"}  # what Excel shows
    assert told(saved) == []


# ---------------------------------------------------------------- under merged cells


def letter(at):
    return get_column_letter(at + 1)


def covered_xlsx(path, rows, ranges):
    """Merge by XML: openpyxl would take out what it covers."""
    write_cells(path, table(rows))
    merged = "".join(
        f'<mergeCell ref="{letter(left)}{first}:{letter(right)}{last}"/>'
        for first, last, left, right in ranges
    )
    xml = f'</sheetData><mergeCells count="{len(ranges)}">{merged}</mergeCells>'
    return edit_xml(path, lambda text: text.replace("</sheetData>", xml))


def covered_xls(path, rows, ranges):
    merged = tuple((first - 1, last - 1, left, right) for first, last, left, right in ranges)
    return write_xls(path, table(rows), merged=merged)


def covered_xlsb(path, rows, ranges):
    [(first, last, left, _)] = ranges
    return write_xlsb(path, table(rows), merged=((first, last, left),))


def covered_ods(path, rows, ranges):
    name = "urn:oasis:names:tc:opendocument:xmlns"
    spaces = " ".join(f'xmlns:{one}="{name}:{one}:1.0"' for one in ("office", "table", "text"))
    lines = []
    for number, cells in enumerate(table(rows), start=1):
        lines.append("<table:table-row>")
        for at, value in enumerate(cells):
            tag, spans = "table-cell", ""
            for first, last, left, right in ranges:
                if (number, at) == (first, left):
                    spans = (
                        f' table:number-rows-spanned="{last - first + 1}"'
                        f' table:number-columns-spanned="{right - left + 1}"'
                    )
                elif first <= number <= last and left <= at <= right:
                    tag = "covered-table-cell"
            kind = ' office:value-type="string"' if value is not None else ""
            text = f"<text:p>{value}</text:p>" if value is not None else ""
            lines.append(f"<table:{tag}{spans}{kind}>{text}</table:{tag}>")
        lines.append("</table:table-row>")
    with zipfile.ZipFile(path, "w") as book:
        book.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        manifest = f'<manifest:manifest xmlns:manifest="{name}:manifest:1.0"/>'
        book.writestr("META-INF/manifest.xml", manifest)
        book.writestr(
            "content.xml",
            f"<office:document-content {spaces}><office:body><office:spreadsheet>"
            f'<table:table table:name="5W">{"".join(lines)}</table:table>'
            "</office:spreadsheet></office:body></office:document-content>",
        )
    return path


FORMATS = {
    ".xlsx": covered_xlsx,
    ".xls": covered_xls,
    ".xlsb": covered_xlsb,
    ".ods": covered_ods,
}


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_merged_name_is_what_is_shown_and_not_what_is_under_it(tmp_path, suffix):
    rows = [GTRM_ROW, GTRM_ROW | {"admin1": "Lima"}, GTRM_ROW | {"admin1": "Tumbes"}]
    at = position("admin1")

    reading = read(FORMATS[suffix](tmp_path / f"a{suffix}", rows, [(2, 3, at, at)]))

    assert column(reading, "admin1") == {2: "Tacna", 3: "Tacna", 4: "Tumbes"}
    assert sorted(told(reading)) == [
        ("5W-504", 2, "admin1", "Tacna"),
        ("5W-526", 3, "admin1", "Lima"),
    ]


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_figure_under_a_merged_one_is_not_counted_beside_it(tmp_path, suffix):
    figures = {"total_beneficiaries": 700}
    rows = [GTRM_ROW | figures, GTRM_ROW | {"total_beneficiaries": 204}]
    at = position("total_beneficiaries")

    reading = read(FORMATS[suffix](tmp_path / f"a{suffix}", rows, [(2, 3, at, at)]))

    assert column(reading, "total_beneficiaries") == {2: "700", 3: None}
    assert sorted(told(reading)) == [
        ("5W-516", 2, "total_beneficiaries", "700"),
        ("5W-526", 3, "total_beneficiaries", "204"),
    ]


@pytest.mark.parametrize("suffix", [".xlsx", ".xls", ".ods"])
def test_what_is_under_a_cell_merged_across_columns_is_told_and_not_read(tmp_path, suffix):
    at = position("girls")

    reading = read(FORMATS[suffix](tmp_path / f"a{suffix}", [GTRM_ROW], [(2, 2, at, at + 2)]))

    assert [column(reading, name)[2] for name in ("girls", "boys", "women")] == ["2", None, None]
    assert told(reading) == [("5W-526", 2, "boys", "3"), ("5W-526", 2, "women", "4")]


# ---------------------------------------------------------------- hidden, flat, struck out


def hide(sheet):
    for name in ("project", "men"):  # of which only the second holds anything
        sheet.column_dimensions[get_column_letter(position(name) + 1)].hidden = True


def test_hidden_columns_with_data_and_flat_rows_are_read_and_told(tmp_path):
    path = write_cells(tmp_path / "a.xlsx", table([GTRM_ROW] * 3))

    flat = '<row r="3" ht="0" customHeight="1"'

    reading = read(edit_xml(edit(path, hide), lambda xml: xml.replace('<row r="3"', flat)))

    assert column(reading, "men") == {2: "1", 3: "1", 4: "1"}
    assert sorted(told(reading)) == [
        ("5W-503", None, None, "1"),
        ("5W-527", None, None, "Hombres (18 a más)"),
    ]


def test_struck_out_cells_are_read_and_their_rows_named(tmp_path):
    path = write_cells(tmp_path / "a.xlsx", table([GTRM_ROW] * 4))

    def strike(sheet):
        for cell in sheet[3]:
            cell.font = Font(strike=True)
        sheet[f"{MEN}5"].font = Font(strike=True, bold=True)
        sheet["A1"].font = Font(strike=True)  # the header is no row

    reading = read(edit(path, strike))

    assert len(reading.rows) == 4
    assert told(reading) == [("5W-528", None, None, "3, 5")]


def test_a_text_all_of_whose_runs_are_struck_out_is_told(tmp_path):
    path = write_cells(tmp_path / "a.xlsx", table([GTRM_ROW | {"description": "@@"}]))
    run = "<r><rPr><strike/></rPr><t>{}</t></r>"
    strings = (
        '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si>'
        f"{run.format('no')}{run.format('va')}</si></sst>"
    )
    edit_xml(
        path,
        lambda xml: xml.replace(' t="inlineStr"><is><t>@@</t></is>', ' t="s"><v>0</v>'),
    )
    with zipfile.ZipFile(path, "a") as book:
        book.writestr("xl/sharedStrings.xml", strings)

    reading = read(path)

    assert column(reading, "description") == {2: "nova"}
    assert told(reading) == [("5W-528", None, None, "2")]


def test_an_xls_tells_hidden_columns_flat_rows_and_struck_out_cells(tmp_path):
    rows = table([GTRM_ROW, GTRM_ROW | {"description": Struck("no va")}, GTRM_ROW])
    at = position("men")

    reading = read(write_xls(tmp_path / "a.xls", rows, hidden_columns=((at, at),), flat_rows=(4,)))

    assert len(reading.rows) == 3
    assert sorted(told(reading)) == [
        ("5W-503", None, None, "1"),
        ("5W-527", None, None, "Hombres (18 a más)"),
        ("5W-528", None, None, "3"),
    ]


def test_the_xls_of_these_tests_is_one_that_others_read(tmp_path):
    import olefile

    path = write_xls(tmp_path / "a.xls", table([GTRM_ROW]), is_saved=True)

    with olefile.OleFileIO(str(path)) as book:
        assert sorted(map(tuple, book.listdir())) == [("\x05SummaryInformation",), ("Workbook",)]
    assert column(read(path), "men") == {2: "1"}


def test_openpyxl_and_the_reader_agree_on_what_is_shown(tmp_path):
    """The unseen values are those that an independent reader finds."""
    path = with_cell(tmp_path / "a.xlsx", "<c @><v><![CDATA[12]]></v></c>")

    assert openpyxl.load_workbook(path).active[HERE].value == 12
