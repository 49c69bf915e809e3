"""The first sheet of the feedback workbook, "Observaciones": what was found, where, what to do."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from openpyxl.utils import get_column_letter
from openpyxl.worksheet.hyperlink import Hyperlink

from gtrm.intake.typed_cells import NUMBER, TEXT
from gtrm.products.feedback.book import Look, count_lines
from gtrm.products.feedback.marks import as_row
from gtrm.products.texts import SEVERITY_NAMES

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from openpyxl.worksheet.worksheet import Worksheet

    from gtrm.products.feedback.book import BookWriter
    from gtrm.products.feedback.marks import Cell, Finding

SHEET = "Observaciones"
TITLE = "Observaciones a su 5W"
FILLS = {"critical": "F4B6AE", "warning": "FFE08A", "info": "C5DDEF", "accepted": "E3E3E3"}
LINE_LIMIT = 100_000  # lines nobody reads to their end; every marked cell keeps its colour
LINK_LIMIT = 30_000  # lines; Excel takes 65,530 links in a sheet, a line has up to two

_NAMES = {**SEVERITY_NAMES, "accepted": ("Aceptada", "Accepted")}
_MEANINGS = {
    "critical": ("La fila no se cuenta hasta corregirla.", "The row is not counted until then."),
    "warning": ("La fila se cuenta, señalada.", "The row is counted, flagged."),
    "info": ("Para su conocimiento.", "For your information."),
    "accepted": ("Ya revisada: no hace falta cambiarla.", "Reviewed: no need to change it."),
}
_HEADERS = (
    ("Gravedad / Severity", 23),
    ("Celda / Cell", 20),
    ("Fila / Row", 8),
    ("Columna / Column", 29),
    ("Valor / Value", 20),
    ("Valor sugerido / Suggested value", 20),
    ("Qué pasa / What is wrong", 40),
    ("Cómo corregir / How to fix", 60),
    ("Fila relacionada / Related row", 24),
    ("Regla / Rule", 10),
)
_LETTERS = [get_column_letter(position) for position in range(1, len(_HEADERS) + 1)]
_TOP, _SOFT = Look(bold=True, size=14), Look(colour="595959")
_HEAD = Look(fill="0B5C96", colour="FFFFFF", bold=True, wrap=True)
_BODY = Look(wrap=True, lined=True)
_LINK = Look(wrap=True, lined=True, colour="0563C1", underline=True)


@dataclass(frozen=True)
class Line:
    """One finding of the list. `place` and `related` are worded, their cells are linked to."""

    finding: Finding
    cell: Cell | None
    place: str
    related_cell: Cell | None = None
    related: str | None = None

    @property
    def kind(self) -> str:
        """Its severity, or 'accepted' if a reviewer waived it."""
        return "accepted" if self.finding.get("waived_by") else str(self.finding["severity"])


@dataclass
class ObservationList:
    """What the sheet says, from its title down."""

    title: str
    notes: Sequence[tuple[str, str]]  # Spanish, English
    lines: Sequence[Line]

    def add_to(self, book: BookWriter) -> None:
        """Add the sheet."""
        sheet = book.add_sheet(SHEET, self._rows(book))
        sheet.sheet_view.showGridLines = False
        for letter, (_, width) in zip(_LETTERS, _HEADERS, strict=True):
            sheet.column_dimensions[letter].width = width
        if self.lines:
            head = self._head
            sheet.auto_filter.ref = f"A{head}:{_LETTERS[-1]}{head + len(self._shown)}"
            sheet.freeze_panes = f"A{head + 1}"
            sheet.print_title_rows = f"{head}:{head}"
            self._add_links(sheet)

    @property
    def _shown(self) -> Sequence[Line]:
        return self.lines[:LINE_LIMIT]

    @property
    def _counts(self) -> Counter[str]:
        return Counter(line.kind for line in self.lines)

    @property
    def _head(self) -> int:
        """The row of the table's header."""
        return 1 + len(self._counts) + 2 * len(self.notes) + 2

    def _add_links(self, sheet: Worksheet) -> None:
        for row, line in enumerate(self._shown[:LINK_LIMIT], start=self._head + 1):
            for column, cell in (("B", line.cell), ("I", line.related_cell)):
                if cell:
                    sheet[f"{column}{row}"].hyperlink = Hyperlink(ref="", location=cell.link)

    def _rows(self, book: BookWriter) -> Iterator[str]:
        opening = [[book.text(self.title, _TOP)], *self._opening(book)]
        for number, cells in enumerate(opening, start=1):
            yield book.row(number, zip(_LETTERS, cells, strict=False))
        if self.lines:
            head = [book.text(name, _HEAD) for name, _ in _HEADERS]
            yield book.row(self._head, zip(_LETTERS, head, strict=True), lines=2)
            for number, line in enumerate(self._shown, start=self._head + 1):
                yield _table_row(book, number, line)

    def _opening(self, book: BookWriter) -> Iterator[list[str]]:
        counts = self._counts
        for kind, names in _NAMES.items():
            if counts[kind]:
                name = book.text(" / ".join(names), Look(fill=FILLS[kind], bold=True))
                number = book.cell(f"{NUMBER}{counts[kind]}", Look(bold=True, centred=True))
                yield [name, number, book.text(" ".join(_MEANINGS[kind]), Look())]
        for spanish, english in self.notes:
            yield [book.text(spanish, Look())]
            yield [book.text(english, _SOFT)]


def _table_row(book: BookWriter, number: int, line: Line) -> str:
    cells = list(_cells(line))
    widths = [width for _, width in _HEADERS]
    lines = max(
        count_lines(text or "", width) for (text, _), width in zip(cells, widths, strict=True)
    )
    row = as_row(line.finding["source_row"])
    made = [book.cell(f"{TEXT}{text}" if text else None, look) for text, look in cells]
    made[2] = book.cell(f"{NUMBER}{row}" if row else None, _BODY._replace(centred=True))
    return book.row(number, zip(_LETTERS, made, strict=True), lines)


def _cells(line: Line) -> Iterator[tuple[str | None, Look]]:
    finding = line.finding
    yield " / ".join(_NAMES[line.kind]), Look(fill=FILLS[line.kind], wrap=True, lined=True)
    yield line.place, _LINK if line.cell else _BODY
    yield None, _BODY  # the row, a number
    column = finding["column_name"] or finding["field_name"]
    for value in (column, finding["reported_value"], finding["suggested_value"]):
        yield str(value) if value else None, _BODY
    yield f"{finding['title_es']}\n{finding['title_en']}", _BODY
    if line.kind == "accepted":
        reason = finding["waiver_reason"]
        yield f"Aceptada: {reason}\nAccepted: {reason}", _BODY
    else:
        yield f"{finding['hint_es']}\n{finding['hint_en']}", _BODY
    yield line.related, _LINK if line.related_cell else _BODY
    yield str(finding["rule_id"]), _BODY
