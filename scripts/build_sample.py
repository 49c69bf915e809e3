"""Build the workbooks of a committed sample month from its readable source.

    python scripts/build_sample.py [--month 2021-09] [--to FOLDER]

`raw/samples/sources/<month>/` holds `workbooks.csv` (one line per file: template generation,
organisation, when it was received) and one CSV per generation with the reported rows, a column per
field of the template. Sheet names, bands and header texts come from the package's templates. The
same source gives the same bytes: `tests/project/test_sample_month.py` compares them.
"""

from __future__ import annotations

import argparse
import csv
import io
import re
import zipfile
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter

from gtrm.intake.layouts.templates import TEMPLATES_FOLDER

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

SAMPLES = Path(__file__).resolve().parents[1] / "raw" / "samples"
SOURCES = SAMPLES / "sources"
R4V_GENERATION = "r4v_2021"
R4V_INSTRUCTION = "Complete este campo / Please fill this field"
MADE_AT = datetime(2021, 10, 1)  # noqa: DTZ001 workbook properties carry no time zone
ZIP_TIME = (2021, 10, 1, 0, 0, 0)

NUMBER = re.compile(r"\d+(\.\d+)?")
DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
WIDTHS = {"indicator": 48, "activity": 42, "description": 42, "sector": 26, "ubigeo": 10}
TEXT_WIDTH, NUMBER_WIDTH = 20, 13
BAND_COLOURS = ("1F4E79", "7F6000", "375623", "833C0B", "5B2C6F")
HEADER_FILL = PatternFill("solid", start_color="DDEBF7")
EDGE = Side(style="thin", color="BFBFBF")
BOX = Border(left=EDGE, right=EDGE, top=EDGE, bottom=EDGE)
TOP, TOP_WRAPPED = Alignment(vertical="top"), Alignment(vertical="top", wrap_text=True)
CENTRED = Alignment(wrap_text=True, horizontal="center", vertical="center")


@dataclass(frozen=True)
class Submission:
    """One workbook of the month: a line of `workbooks.csv` and its rows."""

    file_name: str
    organisation: str
    month: str
    template: dict[str, Any]
    rows: list[dict[str, str]]


def build_month(source: Path, destination: Path) -> list[Path]:
    """Return the paths of the workbooks written, and of `received.csv`, the last.

    Args:
        source: The folder of `workbooks.csv` and the rows' CSVs.
        destination: An existing folder; files of the same name are replaced.
    """
    books = _read_csv(source / "workbooks.csv")
    written = []
    for submission in _read_submissions(source, books):
        path = destination / submission.file_name
        path.write_bytes(fixed_bytes(_workbook(submission)))
        written.append(path)
    received = destination / "received.csv"
    with received.open("w", encoding="utf-8", newline="") as file:
        columns = ["file_name", "received_at", "sender"]
        writer = csv.DictWriter(file, columns, extrasaction="ignore", lineterminator="\n")
        writer.writeheader()
        writer.writerows(books)
    return [*written, received]


def _read_submissions(source: Path, books: list[dict[str, str]]) -> list[Submission]:
    templates, rows = {}, defaultdict(list)
    for generation in sorted({book["generation"] for book in books}):
        text = (TEMPLATES_FOLDER / f"{generation}.yml").read_text(encoding="utf-8")
        templates[generation] = yaml.safe_load(text)
        for row in _read_csv(source / f"{generation}.csv"):
            rows[row["file_name"]].append(row)
    unknown = set(rows) - {book["file_name"] for book in books}
    if unknown:
        raise SystemExit(f"Rows of files that workbooks.csv does not list: {sorted(unknown)}.")
    return [
        Submission(
            book["file_name"],
            book["organisation"],
            book["month"],
            templates[book["generation"]],
            rows[book["file_name"]],
        )
        for book in books
    ]


def _read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _workbook(submission: Submission) -> Workbook:
    template = submission.template
    book = Workbook()
    book.properties.creator = "GTRM"
    book.properties.created = MADE_AT
    sheet: Worksheet = book.active
    sheet.title = template["sheet"]
    fields = template["fields"]
    if template["generation"] == R4V_GENERATION:
        _write_bands(sheet, fields, 1)
        sheet.append([R4V_INSTRUCTION] * len(fields))
        header_row = 3
    else:
        _write_title(sheet, submission)
        _write_bands(sheet, fields, 5)
        header_row = 6
    _write_header(sheet, fields, header_row)
    _write_rows(sheet, submission, header_row)
    last = f"{get_column_letter(len(fields))}{max(sheet.max_row, header_row + 1)}"
    sheet.auto_filter.ref = f"A{header_row}:{last}"
    sheet.freeze_panes = f"B{header_row + 1}"
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.fitToHeight = 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{header_row}:{header_row}"
    return book


def _write_title(sheet: Worksheet, submission: Submission) -> None:
    template = submission.template
    sheet["A1"] = template["title_es"]
    sheet["A1"].font = Font(bold=True, size=16, color="1F4E79")
    labels = (
        (2, template["organisation_label"][0], submission.organisation),
        (3, template["month_label"][0], submission.month),
    )
    for number, label, value in labels:
        sheet.cell(number, 1, label).font = Font(bold=True)
        sheet.cell(number, 2, value)


def _write_bands(sheet: Worksheet, fields: dict[str, Any], number: int) -> None:
    first = 1
    bands = groupby(spec["band"] for spec in fields.values())
    for colour, (band, members) in zip(BAND_COLOURS, bands, strict=False):
        last = first + len(list(members)) - 1
        cell = sheet.cell(number, first, band)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", start_color=colour)
        cell.alignment = CENTRED
        if last > first:
            sheet.merge_cells(start_row=number, end_row=number, start_column=first, end_column=last)
        first = last + 1


def _write_header(sheet: Worksheet, fields: dict[str, Any], number: int) -> None:
    sheet.row_dimensions[number].height = 62
    for position, (field, spec) in enumerate(fields.items(), start=1):
        cell = sheet.cell(number, position, spec["headers"][0])
        cell.font = Font(bold=True)
        cell.fill = HEADER_FILL
        cell.border = BOX
        cell.alignment = CENTRED
        usual = NUMBER_WIDTH if _is_number(field, fields) else TEXT_WIDTH
        sheet.column_dimensions[get_column_letter(position)].width = WIDTHS.get(field, usual)


def _write_rows(sheet: Worksheet, submission: Submission, header_row: int) -> None:
    fields = submission.template["fields"]
    if not submission.rows:
        sheet.cell(header_row + 1, 1, submission.template["nothing_to_report"][0])
    for number, row in enumerate(submission.rows, start=header_row + 1):
        for position, field in enumerate(fields, start=1):
            cell = sheet.cell(number, position, _value(field, row[field], fields))
            cell.border = BOX
            cell.alignment = TOP_WRAPPED if field in WIDTHS else TOP
            if isinstance(cell.value, datetime):
                cell.number_format = "mmm-yy"
            elif isinstance(cell.value, int | float):
                cell.number_format = "#,##0.00" if isinstance(cell.value, float) else "#,##0"


def _value(field: str, text: str, fields: dict[str, Any]) -> str | int | float | datetime | None:
    """A number where the column counts and the text is one; else what the source says."""
    if not text:
        return None
    if field == "month" and DATE.fullmatch(text):
        return datetime.fromisoformat(text)
    if _is_number(field, fields) and NUMBER.fullmatch(text):
        return float(text) if "." in text else int(text)
    return text


def _is_number(field: str, fields: dict[str, Any]) -> bool:
    return field == "cva_value" or fields[field]["band"] == fields["total_beneficiaries"]["band"]


def fixed_bytes(book: Workbook) -> bytes:
    """Return the workbook's bytes without the hour of saving.

    Stored, not compressed: zlib and its replacements compress the same text to different bytes.
    """
    saved, fixed = io.BytesIO(), io.BytesIO()
    book.save(saved)
    made_at = f"{MADE_AT.isoformat()}Z".encode()
    with zipfile.ZipFile(saved) as before, zipfile.ZipFile(fixed, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            if name == "docProps/core.xml":
                content = re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + made_at, content)
            entry = zipfile.ZipInfo(name, ZIP_TIME)
            entry.create_system = 3  # the same on every system
            entry.external_attr = 0o644 << 16
            after.writestr(entry, content)
    return fixed.getvalue()


def main() -> None:
    """Build from the command line and list what was written."""
    parser = argparse.ArgumentParser(description="Build the workbooks of a sample month.")
    parser.add_argument("--month", default="2021-09", help="a folder of raw/samples")
    parser.add_argument("--to", type=Path, help="another folder for the files")
    arguments = parser.parse_args()
    folder = SAMPLES / arguments.month
    destination = arguments.to or folder
    destination.mkdir(parents=True, exist_ok=True)
    for path in build_month(SOURCES / arguments.month, destination):
        print(path.relative_to(folder) if path.is_relative_to(folder) else path)


if __name__ == "__main__":
    main()
