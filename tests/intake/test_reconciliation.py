"""A second count of the file, held against what was read of it."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from gtrm.core.errors import UnreadableFileError
from gtrm.intake import landing, notices, recount, rows
from gtrm.intake.formats import delimited, reader
from gtrm.intake.formats.workbook import Sheet, WorkbookReader
from gtrm.intake.layouts import columns, tables
from gtrm.intake.reconciliation import reconcile
from gtrm.intake.rows.totals import Totals
from reading import RECEIPT, as_csv, position, read, table, templates
from workbooks import GTRM_ROW, edit, write_5w, write_cells

ROWS = [GTRM_ROW | {"girls": n, "output_quantity": 100 * n, "in_transit": 7 * n} for n in (1, 2, 4)]


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return write_5w(tmp_path / "a.xlsx", ROWS)


def counted(path: Path, reading) -> list:
    printed = {header.sheet: [list(header.printed.values())] for header in reading.headers}
    with WorkbookReader() as child:
        return child.count(path, printed)


def found(path: Path, reading, **changed) -> list[tuple[str, str | None, str | None, str]]:
    """What is told of a reading that lost something: kind, column, sum or number, rows."""
    given = {"headers": reading.headers, "rows": reading.rows, "notices": []} | changed
    told = reconcile(counted(path, reading), **given).notices
    return [(n.kind, n.column_name, n.value, n.words.get("rows", "")) for _, n in told]


def test_each_column_of_a_plain_file_adds_up_to_what_was_read(book):
    reading = read(book)
    lines = {line.field_name: line for line in reading.counts.lines}

    assert {line.status for line in lines.values()} == {"equal"}
    assert (lines["girls"].file_sum, lines["girls"].landed_sum) == (7, 7)
    assert lines["output_quantity"].file_sum == 700
    assert lines["output_quantity"].column_name == "Cantidad"
    assert reading.counts.notices == []


def test_a_row_that_was_not_read_is_told_with_its_sums(book):
    reading = read(book)
    told = reconcile(counted(book, reading), reading.headers, reading.rows[:2], []).notices

    ((sheet, notice),) = told
    assert (sheet, notice.kind, notice.value, notice.words["rows"]) == (
        "5W",
        "count_rows",
        "1",
        "4",
    )
    assert "Cantidad: 400" in notice.words["sums"]
    assert notice.as_finding()["rule_id"] == "5W-590"


def test_a_column_that_no_field_took_is_told_with_its_letter_and_sum(book):
    reading = read(book)
    header = reading.headers[0]
    columns = {name: at for name, at in header.columns.items() if name != "output_quantity"}
    without = replace(header, columns=columns, unmapped={})

    told = reconcile(counted(book, reading), [without], reading.rows, []).notices

    ((_, notice),) = told
    assert (notice.kind, notice.column_name, notice.value) == ("count_column", "Cantidad", "700")
    assert notice.words["letter"] == "U"


def test_figures_read_into_another_field_are_told_on_both_sides(book):
    reading = read(book)
    swapped = [
        row | {"girls": row["in_transit"], "in_transit": row["girls"]} for row in reading.rows
    ]

    assert found(book, reading, rows=swapped) == [
        ("count_field", "RyM en tránsito", "49", "2, 3, 4"),
        ("count_field", "Niñas y adolescentes mujeres (menores de 18)", "7", "2, 3, 4"),
    ]


def test_rows_that_cancel_out_in_the_sum_are_told(book):
    reading = read(book)
    first, second, third = reading.rows
    moved = [first | {"girls": "2"}, second | {"girls": "1"}, third]

    assert [line[0] for line in found(book, reading, rows=moved)] == ["count_field"]


def test_a_row_of_sums_that_was_read_as_an_activity_is_told(tmp_path):
    total = GTRM_ROW | {
        field: sum(row[field] for row in ROWS)
        for field, value in GTRM_ROW.items()
        if isinstance(value, int)
    }
    path = write_5w(tmp_path / "a.xlsx", ROWS)
    reading = read(path)
    with_total = write_5w(tmp_path / "b.xlsx", [*ROWS, total])
    landed = [*reading.rows, reading.rows[-1] | {"source_row": 5}]

    assert found(with_total, reading, rows=landed)[0] == ("count_total", None, "1", "5")


def test_rows_that_a_quote_swallowed_are_counted_by_their_lines(tmp_path):
    text = as_csv(table([row | {"description": "Kits"} for row in ROWS]), ";", "\n")
    path = tmp_path / "a.csv"
    path.write_text(text, encoding="utf-8")
    reading = read(path)
    path.write_text(text.replace("Kits", '"Kits', 1), encoding="utf-8")

    assert found(path, reading, rows=reading.rows[:1])[0][:3] == ("count_rows", None, "2")


def test_a_cell_over_two_lines_is_one_row(tmp_path):
    path = tmp_path / "a.csv"
    long = [row | {"description": "primera línea\nsegunda, con coma"} for row in ROWS]
    path.write_text(as_csv(table(long), ";", "\n"), encoding="utf-8")

    assert read(path).counts.notices == []


def test_sheet_with_rows_like_data_and_no_header_is_told(tmp_path):
    book = write_cells(tmp_path / "a.xlsx", table(ROWS))
    reading = read(book)
    more = openpyxl.load_workbook(book)
    for row in table(ROWS)[1:]:
        if more.sheetnames == ["5W"]:
            more.create_sheet("Más")
        more["Más"].append(row)
    more.save(book)

    assert ("count_sheet", None, "3", "1, 2, 3") in found(book, reading)


def test_what_the_library_gave_is_counted_as_the_file_opened_again(tmp_path):
    beside = [[None, *cells] for cells in table(ROWS)]
    path = edit(write_cells(tmp_path / "a.xlsx", beside), lambda sheet: sheet.merge_cells("D2:E3"))
    printed = {"5W": [[text for text in beside[0] if text]]}
    given: list[recount.Given] = []
    for sheet in reader.read_sheets(path, given=given):
        sheet["rows"].clear()  # whatever reading does with its rows
    again = recount.count(path, "xlsx", printed)

    assert again[0]["blocks"][0]["columns"][position("girls") + 1] == [1, 2, 4]
    assert recount.count(path, "xlsx", printed, given) == again
    with WorkbookReader() as child:
        child.read(path, "a.xlsx")
        assert child.count(path, printed) == json.loads(json.dumps(again))


def test_what_a_notice_accounts_for_is_not_told_twice(book, monkeypatch):
    reading = read(book)
    entry = {**notices.catalogue()["totals_row"], "accounts_for": "rows"}
    monkeypatch.setitem(notices.catalogue(), "totals_row", entry)
    told = [("5W", notices.Notice("totals_row", 4))]

    assert found(book, reading, rows=reading.rows[:2], notices=told) == []


def test_file_that_cannot_be_counted_is_told(book, monkeypatch):
    monkeypatch.setattr(WorkbookReader, "count", lambda *_: "ended")

    assert [n.kind for _, n in read(book).notices] == ["count_failed"]


# ---------------------------------------------------------------- without what mends the reading


class HereReader:
    """Reads and counts in this process, so that a test can take a part of the reading away."""

    def read(self, path: Path, _: str) -> list[Sheet]:
        return [Sheet(**sheet) for sheet in reader.read_sheets(path)]

    def count(self, path: Path, printed) -> list:
        return json.loads(json.dumps(recount.count(path, reader._kind(path), printed)))


def read_here(path: Path) -> landing.Reading:
    receipt = replace(RECEIPT, file_name=path.name)
    return landing.read_file(path, receipt, HereReader(), templates())


def second_count(reading) -> list[tuple[str, str]]:
    """What the second count told: rule and value."""
    found = (notice.as_finding() for _, notice in reading.notices)
    return [
        (one["rule_id"], one["reported_value"])
        for one in found
        if one["rule_id"].startswith("5W-59")
    ]


def test_quote_that_is_never_closed_is_seen_though_lines_are_not_held_against_rows(
    tmp_path, monkeypatch
):
    text = as_csv(table([row | {"description": "Kits"} for row in ROWS * 3]), ";", "\n")
    path = tmp_path / "a.csv"
    path.write_text(text.replace("Kits", '"Kits', 1), encoding="utf-8")
    assert isinstance(read(path).refusal, UnreadableFileError)

    monkeypatch.setattr(delimited, "_refuse_swallowed", lambda *_: None)
    monkeypatch.setattr(delimited, "_parse", as_csv_reads)
    reading = read_here(path)

    assert len(reading.rows) < 9
    assert ("5W-590", str(9 - len(reading.rows))) in second_count(reading)


def as_csv_reads(text: str, delimiter: str):
    """The rows of a text as the library gives them, quotes closed or not."""
    lines = csv.reader(io.StringIO(text), delimiter=delimiter)
    return (delimited._Line(n, 1, cells, True) for n, cells in enumerate(lines, start=1))


def test_renamed_column_is_seen_though_unread_columns_are_not_told(tmp_path, monkeypatch):
    path = edit(write_5w(tmp_path / "a.xlsx", ROWS), lambda sheet: rename(sheet, "Cantidad"))
    assert second_count(read_here(path)) == []

    monkeypatch.setattr(columns, "find_notices", lambda *_: iter(()))

    assert second_count(read_here(path)) == [("5W-591", "700")]


def rename(sheet, header: str) -> None:
    """Give a column a header that no layout prints."""
    cell = next(cell for cell in sheet[1] if cell.value == header)
    cell.value = f"{header} entregada"


def test_second_header_is_seen_though_it_is_not_looked_for(tmp_path, monkeypatch):
    header, *body = table(ROWS)
    at, to = position("in_destination"), position("in_transit")

    def swapped(cells):
        return [cells[to] if n == at else cells[at] if n == to else c for n, c in enumerate(cells)]

    below = [swapped(cells) for cells in table([row | {"men": 9} for row in ROWS[:2]])]
    path = write_cells(tmp_path / "a.xlsx", [header, *body, *below])
    whole = read_here(path)

    assert sum(int(row["in_transit"]) for row in whole.rows) == 49 + 21
    assert second_count(whole) == []

    monkeypatch.setattr(tables, "split", lambda sheet, header, templates: [header])

    # Destination 6 a row; transit 7, 14, 28, and again 7 and 14.
    assert {("5W-592", "30"), ("5W-592", "70")} <= set(second_count(read_here(path)))


def test_band_with_three_decimals_is_seen_though_it_is_read_as_a_whole_number(
    tmp_path, monkeypatch
):
    ages = {"girls_0_3": "2.000", "girls_3_6": 2, "girls_7_12": 3}
    path = write_5w(tmp_path / "a.xlsx", [VE_ROW | ages], "education_ve_2020")
    assert second_count(read_here(path)) == []

    def as_before(reported, template):
        for band in template.age_bands:
            reported.pop(band, None)
        reported["girls"] = str(sum(int(float(text)) for text in ages.values()))

    monkeypatch.setattr(rows, "_roll_up_ages", as_before)
    monkeypatch.setattr(rows, "_band_notices", lambda *_: iter(()))

    assert ("5W-592", "5") in second_count(read_here(path))


VE_ROW = {
    **{"month": "2020-01", "appealing_org": "UNICEF", "implementing_org": "SOCIO 1"},
    **{"admin1": "Miranda", "admin2": "Sucre", "activity": "Kits", "activity_unit": "#Kits"},
    **{"total_beneficiaries": 7, "output_quantity": 7},
}


def test_total_row_is_seen_though_totals_are_not_looked_for(tmp_path, monkeypatch):
    figures = [name for name, value in GTRM_ROW.items() if isinstance(value, int)]
    total = GTRM_ROW | {name: sum(row[name] for row in ROWS) for name in figures}
    path = write_5w(tmp_path / "a.xlsx", [*ROWS, total | {"activity": "TOTAL"}])
    assert second_count(read_here(path)) == []

    monkeypatch.setattr(rows, "find_totals", lambda *_: Totals())
    reading = read_here(path)

    assert len(reading.rows) == 4
    assert second_count(reading) == [("5W-593", "1")]
