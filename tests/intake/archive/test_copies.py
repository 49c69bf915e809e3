"""Archived files as they stood: kinds of cells, and a copy that reads as its original."""

from __future__ import annotations

import zipfile
from datetime import date, datetime
from pathlib import Path

import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from gtrm.intake import archive, landed
from gtrm.intake.archive import copies
from gtrm.intake.formats.workbook import WorkbookReader
from gtrm.intake.layouts.templates import load_templates
from gtrm.intake.typed_cells import SheetCopy
from gtrm.products.feedback.workbook import as_records, write_feedback
from reading import read
from workbooks import GTRM_ROW, edit, template, write_5w

FIELDS = list(template("gtrm_es_2021").headers)
HEADER_ROW = 3
SUBMISSION = {"submission_id": "s", "cycle_month": "2021-09", "file_name": "x", "status": "read"}
_at = datetime.fromisoformat  # Excel knows no time zones
# By field, below a header in row 3: what partners type, and what copying could spoil.
ODD = (
    {"month": _at("2021-09-01"), "description": "  con espacios  "},
    {"month": date(2021, 10, 1), "description": "una\nlínea_x000D_\nmás"},
    {"total_beneficiaries": date(1900, 1, 12), "description": "@x", "cva_value": 0.1 + 0.2},
    {"total_beneficiaries": "007", "description": 1234567890123.25, "cva_value": -0.5},
    {"total_beneficiaries": True, "ubigeo": "070101", "description": "a<b>&'\"_x005F_x0041_"},
    {"total_beneficiaries": "#N/A", "month": _at("2021-09-30 23:59:59")},
    {"total_beneficiaries": "'=1+1", "description": "x" * 30_000},
    {"appealing_org": "Muestra A"},
    {"appealing_org": None},
    {"total_beneficiaries": 3},
    {"total_beneficiaries": None},
)


def _odd_book(path: Path) -> Path:
    above = (["Título"], ["Organización:", "Muestra A"])
    rows = [GTRM_ROW | {"appealing_org": "Muestra A"} | odd for odd in ODD]
    return edit(write_5w(path, rows, above=above), _make_odder)


def _make_odder(sheet: Worksheet) -> None:
    first = HEADER_ROW + 1
    sheet.merge_cells(start_row=first + 7, end_row=first + 8, start_column=1, end_column=1)
    total = FIELDS.index("total_beneficiaries") + 1
    sheet.merge_cells(start_row=first + 9, end_row=first + 10, start_column=total, end_column=total)
    sheet.cell(HEADER_ROW, 300, "otra columna")
    sheet.cell(first, 300, 0.1)
    sheet.row_dimensions[first + 2].hidden = True
    notes = sheet.parent.create_sheet("Observaciones")
    notes["B7"] = "mis notas"
    hidden = sheet.parent.copy_worksheet(sheet)
    hidden.title, hidden.sheet_state = "oculta", "hidden"


def _sheets(path: Path) -> list[SheetCopy]:
    with WorkbookReader() as reader:
        return copies.copy_sheets(reader.read(path, path.name, typed=True), load_templates())


def _marked_copy(path: Path, folder: Path) -> Path:
    """The feedback of a file whose every row has a finding in one of four columns."""
    fields = ("month", "total_beneficiaries", "description", None)
    findings = [
        {
            **dict.fromkeys(landed.SCHEMAS["findings"].names),
            **{"sheet_name": sheet.name, "source_row": row, "field_name": fields[row % 4]},
            **{"rule_id": "5W-112", "severity": "critical", "reported_value": "x"},
        }
        for sheet in _sheets(path)
        if sheet.header_row
        for row in range(sheet.header_row + 1, len(sheet.rows) + 1)
    ]
    copy = folder / "copia.xlsx"
    records = as_records(pd.DataFrame(findings, dtype=object))
    write_feedback(records, SUBMISSION, copy, _sheets(path))
    return copy


def _told(path: Path) -> tuple[list[dict[str, object]], list[tuple[object, ...]]]:
    """The rows of a file as they land, and what is told of it."""
    reading = read(path)
    here = ("submission_id", "file_name", "sheet_name")
    rows = [{k: v for k, v in row.items() if k not in here} for row in reading.rows]
    notices = [(one.kind, one.row, one.field_name, one.value) for _, one in reading.notices]
    return rows, sorted(notices, key=str)


def test_a_marked_copy_reads_as_its_original_but_for_hidden_rows_that_it_shows(tmp_path):
    odd = _odd_book(tmp_path / "odd.xlsx")

    rows, notices = _told(_marked_copy(odd, tmp_path))

    own_rows, own_notices = _told(odd)
    assert len(rows) == len(ODD)
    assert rows == own_rows
    assert notices == [one for one in own_notices if one[0] != "hidden_rows"]
    assert {"merged", "merged_figure", "error_cell", "hidden_sheet"} <= {n[0] for n in notices}


def test_a_copy_of_a_text_file_reads_as_its_original_with_its_numbers_as_numbers(tmp_path):
    header = ";".join(template("gtrm_es_2021").headers[field][0] for field in FIELDS)
    figures = {"total_beneficiaries": "007", "new_beneficiaries": "1.234", "men": "-0"}
    rows = [GTRM_ROW, GTRM_ROW | figures, GTRM_ROW | {"men": "#N/D", "women": "123456789012"}]
    body = [";".join(str(row.get(field, "")) for field in FIELDS) for row in rows]
    path = tmp_path / "a.csv"
    path.write_text("\n".join([header, *body]), encoding="utf-8")

    [sheet] = _sheets(path)
    shown = [
        [row[sheet.columns[field]] for field in ("total_beneficiaries", "new_beneficiaries", "men")]
        for row in sheet.rows[1:]
    ]
    assert shown == [["n10", "n4", "n1"], ["t007", "t1.234", "t-0"], ["n10", "n4", "e#N/D"]]
    copied, own = _told(_marked_copy(path, tmp_path)), _told(path)
    for row in own[0]:
        row["men"] = {"#N/D": "#N/A"}.get(str(row["men"]), row["men"])  # as a workbook keeps it
    assert copied[0] == own[0]
    assert [notice[:3] for notice in copied[1]] == [notice[:3] for notice in own[1]]


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        *((12, "n12"), (1.5, "n1.5"), (True, "bTRUE"), (" 12 ", "t 12 "), ("007", "t007")),
        *((_at("2021-09-01"), "d2021-09-01"), ("2021-09-01", "t2021-09-01")),
        *((_at("2021-09-01 10:30"), "d2021-09-01 10:30:00"), ("n", "tn"), (None, None)),
    ],
)
def test_each_cell_comes_with_what_it_was(tmp_path, value, kind):
    [sheet] = _sheets(write_5w(tmp_path / "a.xlsx", [GTRM_ROW | {"description": value}]))

    assert sheet.header_row == 1
    assert sheet.rows[1][sheet.columns["description"]] == kind


def test_the_sheets_of_a_zip_s_member_are_had_by_its_submission(settings, tmp_path):
    book = write_5w(tmp_path / "a.xlsx", [GTRM_ROW])
    inbox = tmp_path / "inbox"
    inbox.mkdir()
    with zipfile.ZipFile(inbox / "envio.zip", "w") as bundle:
        bundle.write(book, "tacna/a.xlsx")
    [[one]] = archive.receive(settings, "2021-09", str(inbox))

    with copies.open_archive(settings, "2021-09") as read_copy:
        [sheet] = read_copy(one)

    assert (sheet.name, sheet.header_row, len(sheet.rows)) == ("5W", 1, 2)
