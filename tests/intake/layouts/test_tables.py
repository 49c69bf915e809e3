"""Headers printed again in a sheet, below or beside the first; rows outside every table."""

from __future__ import annotations

from pathlib import Path

import openpyxl
import pytest

from filled_template import fill
from gtrm.core.settings import load_settings
from gtrm.intake.archive.copies import copy_sheets
from gtrm.intake.formats.workbook import WorkbookReader
from gtrm.products.feedback.copies import title_sheets
from reading import column, position, read, rules, table, templates, told
from workbooks import GTRM_ROW, R4V_ROW, template, write_cells

HEADER, ROW = table([GTRM_ROW])
_, OTHER = table([GTRM_ROW | {"total_beneficiaries": 33, "women": 27, "men": 1}])
ORDER = sorted(range(len(HEADER)), key=lambda at: (at * 7) % 11)
BANDS = ["QUIÉN", None, None, None, None, "CUÁNDO", "QUÉ"]
TAGS = {"appealing_org": "#org+prog", "month": "#date+reported", "sector": "#sector"}
TAG_ROW = [TAGS.get(field) for field in template("gtrm_es_2021").headers]


def mixed(cells):
    """The same cells in another order of the columns."""
    return [cells[at] for at in ORDER]


def renamed(header, field, text):
    """A header that prints a field otherwise."""
    printed = HEADER[position(field)]
    return [text if one == printed else one for one in header]


ENGLISH = table([], "gtrm_en_2021")[0]
PARTIAL = [text if at in (0, 5, 7, 21) else None for at, text in enumerate(HEADER)]


@pytest.mark.parametrize(
    ("again", "passed_over"),
    [
        ([HEADER], [3]),
        ([[], ["Oficina Tumbes"], [], BANDS, HEADER], [4, 6, 7]),
        ([ENGLISH], [3]),  # the same columns, in another language
        ([renamed(HEADER, "total_beneficiaries", "Total personas")], [3]),  # an alias
        ([PARTIAL], [3]),
        ([TAG_ROW], [3]),
        ([HEADER, TAG_ROW], [3, 4]),
    ],
    ids=["whole", "below a title", "translated", "alias", "part of it", "tags", "with tags"],
)
def test_a_header_printed_again_in_the_same_order_is_no_row(tmp_path, again, passed_over):
    reading = read(write_cells(tmp_path / "a.xlsx", [HEADER, ROW, *again, OTHER]))

    assert column(reading, "total_beneficiaries") == {2: "10", 3 + len(again): "33"}
    [finding] = [notice.as_finding() for _, notice in reading.notices]
    assert (finding["rule_id"], finding["severity"]) == ("5W-534", "info")
    assert f"filas {', '.join(map(str, passed_over))}." in finding["hint_es"]


def test_rows_below_a_header_in_another_order_are_read_by_it(tmp_path):
    cells = [HEADER, ROW, [], ["Oficina Tumbes"], mixed(HEADER), mixed(OTHER), mixed(OTHER)]
    reading = read(write_cells(tmp_path / "a.xlsx", cells))

    assert column(reading, "total_beneficiaries") == {2: "10", 6: "33", 7: "33"}
    assert column(reading, "women") == {2: "4", 6: "27", 7: "27"}
    assert column(reading, "admin1") == dict.fromkeys((2, 6, 7), "Tacna")
    [finding] = [notice.as_finding() for _, notice in reading.notices]
    assert (finding["rule_id"], finding["source_row"]) == ("5W-535", 5)
    assert "Las filas 3–4 («Oficina Tumbes») se tomaron por su título." in finding["hint_es"]


def test_a_second_table_of_another_layout_is_read_by_it(tmp_path):
    header, row = table([R4V_ROW | {"total_beneficiaries": 50}], "r4v_2021")
    reading = read(write_cells(tmp_path / "a.xlsx", [HEADER, ROW, header, row]))

    assert column(reading, "total_beneficiaries") == {2: "10", 4: "50"}
    assert [row["generation_code"] for row in reading.rows] == ["gtrm_es_2021", "r4v_2021"]
    assert rules(reading) == ["5W-535"]


def test_a_whole_header_above_a_fuller_one_keeps_its_rows(tmp_path):
    few = [at for at in range(len(HEADER)) if at not in (position("project"), position("donor"))]
    first = [[cells[at] for at in few] for cells in (HEADER, ROW)]
    reading = read(write_cells(tmp_path / "a.xlsx", [*first, mixed(HEADER), mixed(OTHER)]))

    assert column(reading, "total_beneficiaries") == {2: "10", 4: "33"}


@pytest.mark.parametrize(
    "header",
    [mixed(renamed(HEADER, "month", None)), [None] * 3 + PARTIAL],
    ids=["a mandatory column is missing", "part of it in other columns"],
)
def test_rows_below_a_second_header_that_is_not_whole_are_kept_out(tmp_path, header):
    reading = read(write_cells(tmp_path / "a.xlsx", [HEADER, ROW, header, mixed(OTHER), ROW]))

    held = {row for rule, row, *_ in told(reading) if rule == "5W-536"}
    assert "5W-535" in rules(reading)
    assert {row["source_row"] for row in reading.rows} - {2} == held
    assert held or "5W-543" in rules(reading)  # with too few columns they are lone figures


def test_an_unread_column_of_a_second_table_keeps_its_own_rows_out(tmp_path):
    header = renamed(HEADER, "output_quantity", "Cantidad entregada")
    reading = read(write_cells(tmp_path / "a.xlsx", [HEADER, ROW, header, OTHER]))

    assert [finding[:2] for finding in told(reading)] == [
        ("5W-530", 3),
        ("5W-531", 4),
        ("5W-535", 3),
    ]


R4V = table([R4V_ROW], "r4v_2021")
NOTHING = [None] * (len(HEADER) + 1)


@pytest.mark.parametrize(
    ("cells", "held", "people"),
    [
        ([[*HEADER, None, *HEADER], [*ROW, None, *OTHER], [*ROW, None, *OTHER], ROW], {2, 3}, 66),
        ([[*HEADER, None, *mixed(HEADER)], [*ROW, None, *mixed(OTHER)]], {2}, 33),
        ([[*HEADER, None, *R4V[0]], [*ROW, None, *R4V[1]]], {2}, 10),
        ([[*HEADER, None, *HEADER], ROW, [*NOTHING, *OTHER]], {3}, 33),
        ([HEADER, [*ROW, None, *HEADER], [*ROW, None, *OTHER]], {2, 3}, 33),
    ],
    ids=["same order", "other order", "other layout", "below the first", "starting lower"],
)
def test_a_table_beside_the_first_is_told_and_its_rows_are_kept_out(tmp_path, cells, held, people):
    reading = read(write_cells(tmp_path / "a.xlsx", cells))

    findings = [n.as_finding() for _, n in reading.notices if n.kind == "beside_table"]
    assert {(f["rule_id"], f["severity"]) for f in findings} == {("5W-537", "critical")}
    assert {f["source_row"] for f in findings} == held
    assert f"{people} personas" in findings[0]["hint_es"]
    assert set(column(reading, "total_beneficiaries").values()) <= {"10", None}


def test_marks_of_a_second_table_stand_in_its_own_columns(tmp_path):
    path = write_cells(tmp_path / "a.xlsx", [HEADER, ROW, mixed(HEADER), mixed(OTHER)])
    with WorkbookReader() as reader:
        copies = copy_sheets(reader.read(path, path.name, typed=True), templates())
    titled = title_sheets(copies, "Observaciones")["5W"]

    assert titled.cell(2, "women").column == position("women")
    assert titled.cell(4, "women").column == ORDER.index(position("women"))


def write_book(path: Path, sheets: dict[str, list[list[object]]], hidden: str = "") -> Path:
    """Write a workbook of several sheets."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, cells in sheets.items():
        sheet = book.create_sheet(name)
        sheet.sheet_state = "hidden" if name == hidden else "visible"
        for row in cells:
            sheet.append(row)
    book.save(path)
    return path


_, ELSEWHERE = table([GTRM_ROW | {"total_beneficiaries": 33, "admin1": "Lima", "admin2": "Lima"}])
LOW = [["Instrucciones"]] * 15


@pytest.mark.parametrize(
    ("sheet", "rows", "people"),
    [
        ([ELSEWHERE, ELSEWHERE], "1–2 (2 en total, 66 personas)", 66),
        ([[None, *ELSEWHERE]], "1 (1 en total, 33 personas)", 33),
        ([ELSEWHERE[1:]], "1 (1 en total, 33 personas)", 33),
        ([mixed(OTHER)], "1 (1 en total)", None),  # nobody knows which column holds the people
        ([*LOW, mixed(HEADER), mixed(ELSEWHERE)], "17 (1 en total, 33 personas)", 33),
        ([*LOW, *R4V], "17 (1 en total, 10 personas)", 10),
    ],
    ids=["same columns", "shifted", "first column cut", "other order", "low header", "low R4V"],
)
@pytest.mark.parametrize("hidden", ["", "Hoja2"])
def test_rows_on_a_sheet_without_header_are_told_and_not_read(
    tmp_path, sheet, rows, people, hidden
):
    book = write_book(tmp_path / "a.xlsx", {"5W": [HEADER, ROW], "Hoja2": sheet}, hidden)
    reading = read(book)

    assert column(reading, "total_beneficiaries") == {2: "10"}
    [(name, notice)] = reading.notices
    finding = notice.as_finding()
    assert (name, finding["rule_id"], finding["severity"]) == ("Hoja2", "5W-538", "critical")
    assert f"Filas {rows}." in finding["hint_es"]


def test_rows_above_the_header_are_told(tmp_path):
    reading = read(write_cells(tmp_path / "a.xlsx", [["5W 2021"], ROW, OTHER, [], HEADER, ROW]))

    assert column(reading, "total_beneficiaries") == {6: "10"}
    assert "Filas 2–3 (2 en total, 43 personas)" in reading.notices[0][1].as_finding()["hint_es"]


def test_rows_below_a_header_that_is_not_whole_above_a_whole_one_are_told(tmp_path):
    first = [renamed(mixed(HEADER), "month", None), mixed(ROW), mixed(OTHER)]
    reading = read(write_cells(tmp_path / "a.xlsx", [*first, HEADER, ROW]))

    assert column(reading, "total_beneficiaries") == {5: "10"}
    assert told(reading) == [("5W-538", 2, None, "2")]


def test_an_empty_form_beside_rows_without_header_does_not_say_nothing_to_report(tmp_path):
    book = write_book(tmp_path / "a.xlsx", {"5W": [HEADER], "Hoja2": [ELSEWHERE]})

    assert read(book).status == "read"


def test_lists_pivots_and_instructions_are_no_rows(tmp_path):
    lists = [["Región", "Provincia", "Ubigeo"], ["Tacna", "Tacna", 230101], ["Sí", "No", 3]]
    pivot = [["Mes", "Sector", "Total"], ["2021-09", "Seguridad Alimentaria", 20], ["Total", "", 9]]
    sheets = {"5W": [HEADER, ROW], "Listas": lists, "Meses": [["2021-09", 9]], "Resumen": pivot}

    assert rules(read(write_book(tmp_path / "a.xlsx", sheets))) == []


@pytest.mark.parametrize("language", ["es", "en"])
def test_the_lists_of_our_own_template_are_no_rows(tmp_path, blanks, language):
    book = fill(blanks[language], tmp_path / "5w.xlsx", load_settings({}), language)

    assert rules(read(book)) == []
