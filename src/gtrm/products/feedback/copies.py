"""The copy of a partner's sheets: values in their own rows and columns, marked cells coloured.

Also where a finding stands in them, and what is written into that cell's comment.
"""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from itertools import zip_longest
from typing import TYPE_CHECKING, NamedTuple

from gtrm.intake.typed_cells import DATE, ERROR, NUMBER, TEXT, YES_NO
from gtrm.products.texts import SEVERITY_NAMES
from gtrm.products.xlsx import (
    COLUMN_LIMIT,
    HEAD,
    ROW_LIMIT,
    Comment,
    Look,
    Sheet,
    count_lines,
    height,
    letters,
)

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from gtrm.intake.typed_cells import SheetCopy
    from gtrm.products.xlsx import Book

    Marks = Mapping["Cell", Sequence["Finding"]]

FILLS = {"critical": "F4B6AE", "warning": "FFE08A", "info": "C5DDEF", "accepted": "E3E3E3"}
RANK = {severity: rank for rank, severity in enumerate(SEVERITY_NAMES)}
CELL_LIMIT = 5_000_000  # cells; 100,000 rows x 50 columns, written in half a minute
COMMENT_LIMIT = 2_000  # commented cells; each is a drawing, and Excel slows down with them

_TITLE_LIMIT = 31  # characters, Excel's
_NOT_IN_TITLES = re.compile(r"[\\*?:/\[\]\x00-\x1f]")
_COMMENT_LETTERS = 2_000  # of one comment; the list says the rest
_NARROWEST, _WIDEST, _SAMPLE = 14, 36, 60  # widths in characters, rows that they are judged by
_PLAIN = Look()
_DAY_ZERO, _FIRST_YEAR = datetime(1899, 12, 30), 1900  # noqa: DTZ001 Excel knows no time zones
_NO_29_FEBRUARY = 60  # of 1900, which Excel counts: days before it have one less
# A file may hold these only; other programs and languages print errors in their own words.
_ERRORS = {text: text for text in ("#NULL!", "#DIV/0!", "#REF!", "#NAME?", "#NUM!", "#N/A")} | {
    **{"#N/D": "#N/A", "#¡DIV/0!": "#DIV/0!", "#¡REF!": "#REF!", "#¿NOMBRE?": "#NAME?"},
    **{"#¡NUM!": "#NUM!", "#¡NULO!": "#NULL!"},
}


class Finding(NamedTuple):
    """All that a workbook says about a finding: if this changes, the workbook changes."""

    submission_id: str | None  # None: of the whole month
    sheet_name: str | None
    source_row: int | None
    field_name: str | None
    column_name: str | None
    reported_value: str | None
    suggested_value: str | None
    rule_id: str
    severity: str
    title_es: str
    title_en: str
    hint_es: str
    hint_en: str
    related_submission_id: str | None
    related_sheet_name: str | None
    related_source_row: int | None
    rows_affected_count: int | None
    waived_by: str | None
    waiver_reason: str | None


class Cell(NamedTuple):
    """A cell of the copy: title of its sheet, row as Excel numbers it, position from 0."""

    title: str
    row: int
    column: int

    @property
    def reference(self) -> str:
        """Such as H12."""
        return f"{letters(self.column)}{self.row}"


@dataclass(frozen=True)
class Titled:
    """A sheet of the copy under a title that Excel allows, with its merged cells."""

    title: str
    sheet: SheetCopy
    covered: Mapping[tuple[int, int], int]  # (row, position) -> first row of its merged cell

    def cell(self, row: int, field: object) -> Cell:
        """Return where a field of a row stands; a row itself stands in its first filled cell."""
        column = self.sheet.columns_at(row).get(str(field))
        if column is None:
            cells = self.sheet.rows[row - 1] if row <= len(self.sheet.rows) else []
            column = next((at for at, cell in enumerate(cells) if cell), 0)
        return Cell(self.title, self.covered.get((row, column), row), column)


def title_sheets(sheets: Sequence[SheetCopy], reserved: str) -> dict[str, Titled]:
    """Return the sheets by their own names, each with a title of its own that Excel allows."""
    taken = {reserved.casefold(), "history"}  # Excel keeps that one for itself
    out = {}
    for sheet in sheets:
        stem = _NOT_IN_TITLES.sub(" ", sheet.name).strip("' ")[:_TITLE_LIMIT].rstrip("'") or "Hoja"
        title, number = stem, 2
        while title.casefold() in taken:
            ending = f" ({number})"
            title, number = stem[: _TITLE_LIMIT - len(ending)] + ending, number + 1
        taken.add(title.casefold())
        out[sheet.name] = Titled(title, sheet, _covered(sheet))
    return out


def _covered(sheet: SheetCopy) -> dict[tuple[int, int], int]:
    """The cells that a merged one covers."""
    return {
        (row, column): first
        for first, last, column in sheet.merged
        for row in range(first + 1, min(last, len(sheet.rows)) + 1)
    }


def find_cell(finding: Finding, sheets: Mapping[str, Titled]) -> Cell | None:
    """Return the cell of a finding, the header's where it speaks of a column; None if of a file."""
    titled = sheets.get(str(finding.sheet_name))
    if titled is None:
        return None
    field, row = finding.field_name, finding.source_row
    if row is None and field in titled.sheet.columns:
        row = titled.sheet.header_row
    return titled.cell(row, field) if row else None


def group_by_cell(
    findings: Iterable[Finding], cells: Iterable[Cell | None]
) -> dict[Cell, list[Finding]]:
    """Return the findings of each cell, the gravest first."""
    marks: dict[Cell, list[Finding]] = defaultdict(list)
    for finding, cell in zip(findings, cells, strict=True):
        if cell is not None:
            marks[cell].append(finding)
    for found in marks.values():
        if len(found) > 1:
            found.sort(key=lambda finding: RANK[finding.severity])
    return marks


def is_too_large(sheets: Collection[SheetCopy]) -> bool:
    """Whether a copy is too large to open in Excel in a reasonable time."""
    tall = any(len(sheet.rows) > ROW_LIMIT for sheet in sheets)
    wide = any(len(row) > COLUMN_LIMIT for sheet in sheets for row in sheet.rows)
    return tall or wide or sum(len(row) for sheet in sheets for row in sheet.rows) > CELL_LIMIT


def add_copies(book: Book, sheets: Collection[Titled], marks: Marks) -> None:
    """Add the sheets with their marks; at most COMMENT_LIMIT cells get a comment, gravest first."""
    worded = sorted(marks, key=lambda cell: (RANK[_severity(marks[cell])], cell))[:COMMENT_LIMIT]
    comments = defaultdict(list)
    for cell in sorted(worded):
        words = _word_comment(marks[cell])
        comments[cell.title].append(Comment(cell.row - 1, cell.column, words))
    colours: dict[str, dict[int, dict[int, str]]] = defaultdict(lambda: defaultdict(dict))
    for cell, findings in marks.items():
        colours[cell.title][cell.row][cell.column] = FILLS[_severity(findings)]
    for titled in sheets:
        sheet = _lay_out(titled)
        sheet.rows = _rows(book, titled.sheet, colours[titled.title])
        sheet.comments = comments[titled.title]
        book.add(sheet)


def _severity(findings: Sequence[Finding]) -> str:
    return findings[0].severity


def _word_comment(findings: Sequence[Finding]) -> str:
    """What a marked cell says: each finding and its remedy, Spanish first."""
    parts = []
    for one in findings:
        value = f"\nValor sugerido: {one.suggested_value}" if one.suggested_value else ""
        parts.append(f"{SEVERITY_NAMES[one.severity][0]}: {one.title_es}\n{one.hint_es}{value}")
    for one in findings:
        value = f"\nSuggested value: {one.suggested_value}" if one.suggested_value else ""
        parts.append(f"{SEVERITY_NAMES[one.severity][1]}: {one.title_en}\n{one.hint_en}{value}")
    text = "\n\n".join(parts)
    return text if len(text) <= _COMMENT_LETTERS else f"{text[: _COMMENT_LETTERS - 1]}…"


class _Cells(dict[str | None, str]):
    """The XML of each cell in one look, made once: a 5W repeats a few in every row."""

    def __init__(self, book: Book, look: Look) -> None:
        super().__init__({None: book.blank(look)})
        self._book, self._look = book, look

    def __missing__(self, typed: str | None) -> str:
        made = self[typed] = _cell(self._book, str(typed), self._look)
        return made


class _Marked(dict[tuple[str, bool], _Cells]):
    """The cells of each colour, in the header or below it."""

    def __init__(self, book: Book) -> None:
        super().__init__()
        self._book = book

    def __missing__(self, key: tuple[str, bool]) -> _Cells:
        colour, is_head = key
        made = self[key] = _Cells(self._book, Look(fill=colour, bold=is_head, wrap=is_head))
        return made


def _cell(book: Book, typed: str, look: Look) -> str:
    kind, text = typed[0], typed[1:]
    if kind == NUMBER:
        return book.value(text, look)
    if kind == YES_NO:
        return book.value(int(text == "TRUE"), look, "b")
    if kind == ERROR:
        return book.value(_ERRORS.get(text, "#VALUE!"), look, "e")
    if kind == DATE and (moment := datetime.fromisoformat(text)).year >= _FIRST_YEAR:
        form = "yyyy-mm-dd" if len(text) == len("2021-09-01") else "yyyy-mm-dd hh:mm:ss"
        passed = moment - _DAY_ZERO
        days = passed.days - (passed.days <= _NO_29_FEBRUARY)
        return book.value(days + passed.seconds / 86_400, look._replace(form=form))
    return book.text(text, look)


def _rows(book: Book, sheet: SheetCopy, colours: Mapping[int, Mapping[int, str]]) -> Iterator[str]:
    """The rows with what they hold; marked cells may be blank, or stand below the last row."""
    names = [letters(at) for at in range(max(map(len, sheet.rows), default=0))]
    plain, head = _Cells(book, _PLAIN), _Cells(book, HEAD)
    marked = _Marked(book)
    for number in range(1, max(len(sheet.rows), *colours, 0) + 1):
        cells = sheet.rows[number - 1] if number <= len(sheet.rows) else []
        is_head = number == sheet.header_row
        kind = head if is_head else plain
        made = [
            f'<c r="{name}{number}"{kind[cell]}' if cell else ""
            for name, cell in zip(names, cells, strict=False)
        ]
        for column, colour in colours.get(number, {}).items():
            made += [""] * (column + 1 - len(made))
            cell = _as_corrected(sheet, column, cells[column] if column < len(cells) else None)
            made[column] = f'<c r="{letters(column)}{number}"{marked[colour, is_head][cell]}'
        if body := "".join(made):
            lines = max(count_lines(cell or "", _NARROWEST) for cell in cells) if is_head else 1
            yield f'<row r="{number}"{height(lines)}>{body}</row>'


def _as_corrected(sheet: SheetCopy, column: int, cell: str | None) -> str | None:
    """A marked cell; a count shown as a date is a text, or what is typed over it is a date too."""
    is_date = cell is not None and cell[0] == DATE and column != sheet.columns.get("month")
    return TEXT + cell[1:] if cell is not None and is_date else cell


def _lay_out(titled: Titled) -> Sheet:
    """Hide what was hidden, merge what was merged; make the header stay, and columns readable."""
    own = titled.sheet
    merged, free_from = [], dict[int, int]()
    for first, last, column in sorted(own.merged):
        if first >= free_from.get(column, 1):  # a damaged file may merge a cell twice
            merged.append(f"{letters(column)}{first}:{letters(column)}{last}")
            free_from[column] = last + 1
    start = (own.header_row or 1) - 1
    sheet = Sheet(titled.title, (), merged=merged, hidden=own.hidden)
    columns = zip_longest(*own.rows[start + 1 : start + _SAMPLE], fillvalue=None)
    for at, cells in enumerate(columns):
        longest = max([len(cell) for cell in cells if cell], default=0)
        sheet.widths[at] = min(max(longest + 1, _NARROWEST), _WIDEST)
    if own.header_row and own.columns:
        right = letters(max(len(own.rows[start]), 1) - 1)
        sheet.filtered = f"A{own.header_row}:{right}{len(own.rows)}"
        sheet.head = own.header_row
    return sheet
