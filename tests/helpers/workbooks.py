"""Small workbooks for tests, made on the spot."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
from openpyxl.worksheet.worksheet import Worksheet

from gtrm.intake.layouts.templates import Template, load_templates

SHEET_PART = "xl/worksheets/sheet1.xml"
GTRM_ROW = {
    "appealing_org": "Organización Muestra A",
    "implementation_setup": "No",
    "month": "2021-09",
    "subgroup": "Necesidades básicas",
    "sector": "Seguridad Alimentaria",
    "indicator": "RE-FS1",
    "activity": "Comida fría/caliente distribuida (# de raciones diarias)",
    "rmrp_activity": "Sí",
    "cva": "No",
    "admin1": "Tacna",
    "admin2": "Tacna",
    "output_quantity": 40,
    "total_beneficiaries": 10,
    "new_beneficiaries": 4,
    "in_destination": 6,
    "in_transit": 4,
    "host_community": 0,
    "girls": 2,
    "boys": 3,
    "women": 4,
    "men": 1,
}
R4V_ROW = {
    "appealing_org": "CARE",
    "implementation_setup": "No",
    "month": "2021-09",
    "sector": "Food Security",
    "indicator": "# of individuals receiving food assistance",
    "activity": "Comida fría/caliente distribuida (# de raciones diarias)",
    "rmrp_activity": "Yes",
    "cva": "No",
    "country": "Peru",
    "admin1": "Tacna",
    "total_beneficiaries": 10,
    "new_beneficiaries": 4,
    "in_destination": 6,
    "in_transit": 4,
    "host_community": 0,
    "pendulars": 0,
    "returnees": 0,
    "girls": 2,
    "boys": 3,
    "women": 4,
    "men": 1,
}


def template(generation: str) -> Template:
    """Return a template generation by its code."""
    return next(one for one in load_templates() if one.generation == generation)


def write_cells(path: Path, cells: list[list[object]], sheet: str = "5W") -> Path:
    """Write rows of cells to a new workbook."""
    workbook = openpyxl.Workbook()
    workbook.active.title = sheet
    for row in cells:
        workbook.active.append(row)
    path.parent.mkdir(parents=True, exist_ok=True)
    workbook.save(path)
    return path


def write_5w(
    path: Path,
    rows: list[dict[str, object]],
    generation: str = "gtrm_es_2021",
    above: tuple[list[object], ...] = (),
    without: tuple[str, ...] = (),
) -> Path:
    """Write a 5W workbook: lines above the header, the header as printed, rows by our field."""
    headers = template(generation).headers
    fields = [field for field in headers if field not in without]
    header = [headers[field][0] for field in fields]
    body = [[row.get(field) for field in fields] for row in rows]
    return write_cells(path, [*above, header, *body])


def edit(path: Path, change: Callable[[Worksheet], object]) -> Path:
    """Open a workbook, let `change` at its first sheet, save it."""
    book = openpyxl.load_workbook(path)
    change(book.worksheets[0])
    book.save(path)
    return path


def edit_xml(path: Path, change: Callable[[str], str], part: str = SHEET_PART) -> Path:
    """Change a part of a workbook as text."""
    with zipfile.ZipFile(path) as book:
        parts = {name: book.read(name) for name in book.namelist()}
    parts[part] = change(parts[part].decode()).encode()
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as book:
        for name, data in parts.items():
            book.writestr(name, data)
    return path
