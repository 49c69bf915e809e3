"""The feedback workbook: what a partner's file needs, in a sheet "Observaciones"."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from gtrm.validation.page import SEVERITY_NAMES

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping
    from pathlib import Path

    import pandas as pd
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

SHEET = "Observaciones"
_HEADERS = (
    ("Hoja / Sheet", 18),
    ("Fila / Row", 10),
    ("Columna / Column", 30),
    ("Valor / Value", 24),
    ("Gravedad / Severity", 22),
    ("Qué pasa", 42),
    ("Cómo corregir", 60),
    ("What is wrong", 42),
    ("How to fix", 60),
    ("Regla / Rule", 12),
)
_FILLS = {"critical": "FBE3E1", "warning": "FFF3D6", "info": "E4EEF6"}
_THANKS = (
    "Gracias: su archivo no tiene observaciones. No hace falta que haga nada más.",
    "Thank you: your file has no findings. There is nothing more to do.",
)
_WRAPPED = Alignment(vertical="top", wrap_text=True)
_EXCEL_TEXT_LIMIT = 32_767


def write_feedback(
    findings: pd.DataFrame, submission: Mapping[Hashable, object], path: Path
) -> None:
    """Write the workbook that goes back to a partner with one submission's findings.

    Reported values are written as text whatever they begin with: a cell never becomes a formula.

    Args:
        findings: Of this submission, in the landing's schema; may have no rows.
        submission: Its row of the landing's submissions: `file_name`, `cycle_month`, `status`.
        path: The .xlsx to write; its folder exists.
    """
    book = Workbook()
    sheet: Worksheet = book.worksheets[0]
    sheet.title = SHEET
    for position, (_, width) in enumerate(_HEADERS, start=1):
        sheet.column_dimensions[get_column_letter(position)].width = width
    opening = _opening(findings, submission)
    for row, line in enumerate(opening, start=1):
        _put(sheet, row, 1, line).font = Font(bold=row == 1, size=14 if row == 1 else 11)
    if len(findings):
        _write_table(sheet, findings, header_row=len(opening) + 1)
    book.save(path)


def _write_table(sheet: Worksheet, findings: pd.DataFrame, header_row: int) -> None:
    for position, (name, _) in enumerate(_HEADERS, start=1):
        cell = _put(sheet, header_row, position, name)
        cell.font = Font(bold=True, color="FFFFFF")
        cell.fill = PatternFill("solid", fgColor="0B5C96")
        cell.alignment = _WRAPPED
    for row, finding in enumerate(findings.to_dict("records"), start=header_row + 1):
        fill = PatternFill("solid", fgColor=_FILLS[str(finding["severity"])])
        for position, value in enumerate(_line(finding), start=1):
            cell = _put(sheet, row, position, value)
            cell.fill, cell.alignment = fill, _WRAPPED
    last = get_column_letter(len(_HEADERS))
    sheet.auto_filter.ref = f"A{header_row}:{last}{header_row + len(findings)}"
    sheet.freeze_panes = f"A{header_row + 1}"


def _opening(findings: pd.DataFrame, submission: Mapping[Hashable, object]) -> list[str]:
    title = f"5W {submission['cycle_month']} · {submission['file_name']}"
    if not len(findings):
        return [title, *_THANKS]
    counts = findings["severity"].value_counts()
    told = [
        [
            f"{counts[key]} {names[language]}"
            for key, names in SEVERITY_NAMES.items()
            if key in counts
        ]
        for language in (0, 1)
    ]
    return [
        title,
        f"Observaciones: {', '.join(told[0])}. Una fila con una observación crítica no se cuenta "
        "hasta corregirla; las demás se cuentan, señaladas. Corrija su archivo y vuelva a enviarlo "
        "con el mismo nombre.",
        f"Findings: {', '.join(told[1])}. A row with a critical finding is not counted until it is "
        "corrected; the others are, flagged. Correct your file and send it again under its name.",
        "",
    ]


def _line(finding: Mapping[Hashable, object]) -> list[object]:
    row = finding["source_row"]
    return [
        finding["sheet_name"],
        int(row) if isinstance(row, int | float) and row == row else None,  # NaN is not itself
        finding["column_name"] or finding["field_name"],
        finding["reported_value"],
        " / ".join(SEVERITY_NAMES[str(finding["severity"])]),
        *(finding[name] for name in ("title_es", "hint_es", "title_en", "hint_en", "rule_id")),
    ]


def _put(sheet: Worksheet, row: int, column: int, value: object) -> Cell:
    """Write a number as a number and all else as text, whatever it begins with."""
    cell = cast("Cell", sheet.cell(row, column))
    if isinstance(value, int):
        cell.value = value
    elif isinstance(value, str):
        cell.value = ILLEGAL_CHARACTERS_RE.sub(" ", value)[:_EXCEL_TEXT_LIMIT]
        cell.data_type = "s"  # or openpyxl writes "=..." as a formula
        cell.quotePrefix = value.startswith(("=", "+", "-", "@"))  # and Excel keeps it on editing
    return cell
