"""The copy of a partner's sheets: values in their own rows and columns, marked cells coloured."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from openpyxl.comments import Comment
from openpyxl.utils import get_column_letter

from gtrm.intake.typed_cells import DATE, TEXT
from gtrm.products.feedback.book import COLUMN_LIMIT, ROW_LIMIT, Look, count_lines
from gtrm.products.feedback.marks import RANK, word_comment
from gtrm.products.feedback.observations import FILLS

if TYPE_CHECKING:
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from gtrm.intake.typed_cells import SheetCopy
    from gtrm.products.feedback.book import BookWriter
    from gtrm.products.feedback.marks import Cell, Finding, Titled

    Marks = Mapping[Cell, Sequence[Finding]]

CELL_LIMIT = 5_000_000  # cells; 100,000 rows x 50 columns, written in half a minute
COMMENT_LIMIT = 2_000  # commented cells; each is a drawing, and Excel slows down with them
_PLAIN, _HEADER = Look(), Look(fill="0B5C96", colour="FFFFFF", bold=True, wrap=True)
_NARROWEST, _WIDEST, _SAMPLE = 14, 36, 60  # widths in characters, rows that they are judged by


def is_too_large(sheets: Collection[SheetCopy]) -> bool:
    """Whether a copy is more than Excel, or a person's patience, can open."""
    tall = any(len(sheet.rows) > ROW_LIMIT for sheet in sheets)
    wide = any(len(row) > COLUMN_LIMIT for sheet in sheets for row in sheet.rows)
    return tall or wide or sum(len(row) for sheet in sheets for row in sheet.rows) > CELL_LIMIT


def add_copies(book: BookWriter, sheets: Collection[Titled], marks: Marks) -> None:
    """Add the sheets with their marks; the gravest of the first COMMENT_LIMIT cells are worded."""
    worded = sorted(marks, key=lambda cell: (RANK[_severity(marks[cell])], cell))[:COMMENT_LIMIT]
    for titled in sheets:
        own = {cell: marks[cell] for cell in marks if cell.title == titled.title}
        sheet = book.add_sheet(titled.title, _copy_rows(book, titled.sheet, own))
        _lay_out(sheet, titled.sheet)
        for cell in worded:
            if cell in own:
                text = word_comment(own[cell])
                height = 24 + 18 * sum(1 + len(line) // 48 for line in text.split("\n"))
                comment = Comment(text, "GTRM", width=360, height=min(height, 480))
                sheet.cell(cell.row, cell.column + 1).comment = comment


def _severity(findings: Sequence[Finding]) -> str:
    return str(findings[0]["severity"])


class _PlainCells(dict[str, str]):
    """The XML of each unmarked cell, made once: a 5W repeats a few in every row."""

    def __init__(self, book: BookWriter) -> None:
        super().__init__()
        self._book = book

    def __missing__(self, typed: str) -> str:
        made = self[typed] = self._book.cell(typed, _PLAIN)
        return made


def _copy_rows(book: BookWriter, sheet: SheetCopy, marks: Marks) -> Iterator[str]:
    letters = [get_column_letter(n + 1) for n in range(max(map(len, sheet.rows), default=0))]
    plain = _PlainCells(book)
    marked: dict[int, dict[int, str]] = defaultdict(dict)
    for cell, findings in marks.items():
        marked[cell.row][cell.column] = _severity(findings)
    for number, cells in enumerate(sheet.rows, start=1):
        if number == sheet.header_row:
            lines = max(count_lines(cell or "", _NARROWEST) for cell in cells)
            yield book.row(number, _looked_after(book, sheet, number, marked[number]), lines)
        elif number in marked:
            yield book.row(number, _looked_after(book, sheet, number, marked[number]))
        elif any(cells):
            filled = zip(letters, cells, strict=False)
            body = [f'<c r="{letter}{number}"{plain[cell]}' for letter, cell in filled if cell]
            yield f'<row r="{number}">{"".join(body)}</row>'


def _looked_after(
    book: BookWriter, sheet: SheetCopy, number: int, marked: Mapping[int, str]
) -> Iterator[tuple[str, str]]:
    """The cells of a row with marks, which may stand in blank cells, or of the header."""
    cells = sheet.rows[number - 1]
    for column in range(max(len(cells), *(place + 1 for place in marked), 0)):
        typed = cells[column] if column < len(cells) else None
        if typed is None and column not in marked:
            continue
        look = _HEADER if number == sheet.header_row else _PLAIN
        if column in marked:
            look = Look(fill=FILLS[marked[column]], bold=look.bold, wrap=look.wrap)
            if typed and typed[0] == DATE and column != sheet.columns.get("month"):
                # A count shown as a date: what is typed over a date would become one again.
                typed = TEXT + typed[1:]
        yield get_column_letter(column + 1), book.cell(typed, look)


def _lay_out(made: Worksheet, sheet: SheetCopy) -> None:
    """Hide what was hidden, merge what was merged; make the header stay, and columns readable."""
    made.sheet_state = "hidden" if sheet.hidden else "visible"
    free_from: dict[int, int] = {}
    for first, last, column in sorted(sheet.merged):
        if first >= free_from.get(column, 1):  # a damaged file may merge a cell twice
            letter = get_column_letter(column + 1)
            made.merged_cells.add(f"{letter}{first}:{letter}{last}")
            free_from[column] = last + 1
    start = (sheet.header_row or 1) - 1
    widths: dict[int, int] = {}
    for cells in sheet.rows[start + 1 : start + _SAMPLE]:
        for column, cell in enumerate(cells):
            widths[column] = max(widths.get(column, 0), len(cell or ""))
    for column, width in widths.items():
        fitting = min(max(width + 1, _NARROWEST), _WIDEST)
        made.column_dimensions[get_column_letter(column + 1)].width = fitting
    if sheet.header_row and sheet.columns:
        right = get_column_letter(max(len(sheet.rows[start]), 1))
        made.auto_filter.ref = f"A{sheet.header_row}:{right}{len(sheet.rows)}"
        made.freeze_panes = f"A{sheet.header_row + 1}"
