"""CSV and TSV files as partners send them: any encoding, delimiter and line end of the field.

A text table has no checksum and no structure: after a quote that is never closed the next rows are
lost, and after a missing delimiter every cell is in the wrong column. So lines are compared with
rows, and the cells of a row with those of the others. If they do not agree, the file is refused or
the row gets a finding.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from gtrm.core.normal import INVISIBLE, visible, with_marks_shown
from gtrm.intake.formats.facts import ERROR_TEXTS
from gtrm.intake.formats.limits import CELL_LIMIT, TooLargeError
from gtrm.intake.formats.shown import number_text
from gtrm.intake.typed_cells import ERROR, NUMBER, TEXT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path

DELIMITERS = (";", ",", "\t", "|")
_SAMPLE_ROWS = 60
_HEADER_ROWS = 20  # the header is among them: the row that says most
_NUMBER = re.compile(r"(?!-0$)-?(0|[1-9][0-9]*)(\.[0-9]?[1-9])?")  # 1.234 may mean 1234
_LONGEST_NUMBER = 11  # characters; Excel shows longer ones as 1.23E+11
_DECIMAL = re.compile(r"-?[0-9]+\.[0-9]+")
_LONG_TAIL = re.compile(r"\.[0-9]{9}")
_LONGEST_CELL = 10_000_000  # characters; past it a quote was never closed
_DECLARED = re.compile(r"sep=(.)\n")  # how Excel is told the delimiter; it shows no such row
_END = "\0end of file"  # a line of our own after the last: in an open quote, it is no row
_FULL = 0.8  # of the fullest of them
_TWO_ROWS = 1.5  # usual widths; a line that is wider holds more than one row
_FEW = 4  # cells; a line with no more of them filled is a title or a note, and no row
_ROW_SHARE = 0.9  # of a row's delimiters: two lines of one cell that hold as many are rows
_ODD_SHARE = 1 / 3  # of the rows; where more have another width, there is no usual one
_BLOCK = 16  # rows; Excel leaves out the last blank cells of a whole block of rows
_LEAST_CELLS = 5  # of two rows of a text, for it to pass as a table whatever its suffix says


class OpenQuoteError(Exception):
    """A quote takes in other rows; `line` is the line of the file (from 1) where it opens."""

    def __init__(self, line: int) -> None:
        """The line tells the partner where to look."""
        super().__init__(f"line {line}")
        self.line = line


class _Line(NamedTuple):
    """A row as parsed: its first line in the file (from 1), how many lines it takes, its cells."""

    start: int
    lines: int
    cells: list[str]
    is_clean: bool  # nothing but a delimiter follows a closing quote


def read_table(path: Path) -> dict[str, Any]:
    """Return the file as one sheet (see `reader.read_sheets`).

    UTF-8 with or without BOM, UTF-16, else cp1252. The delimiter is the one that splits most rows
    into the same number of cells. Rows are numbered as Excel does when it opens the file: a line
    break inside quotes does not begin one.

    Raises:
        TooLargeError: It has more cells than any 5W can need.
        OpenQuoteError: A quote is not closed, or closed by that of a later row.
    """
    text, encoding = _decode(path.read_bytes())
    text, delimiter = _delimiter_of(_unify(text))
    lines = _bounded(_parse(text, delimiter))
    widths = _Widths(lines)
    _refuse_swallowed(lines, delimiter, widths)
    is_odd = INVISIBLE.search(text) or _LONG_TAIL.search(text)
    rows, notes = _clean(lines, _mended if is_odd else None)
    notes += widths.notes()
    if encoding == "cp1252":
        notes.append({"kind": "encoding", "row": 1, "value": encoding})
    return {"name": path.suffix.lstrip("."), "hidden": False, "rows": rows, "notes": notes}


def is_table(path: Path) -> bool:
    """Whether a file that its suffix calls a workbook is a table of delimited text."""
    data = path.read_bytes()
    text = _unify(_decode(data)[0][:100_000])
    if not text.strip() or text.lstrip("\ufeff \n\t").startswith("<") or "\0" in text:
        return False
    text, delimiter = _delimiter_of(text)
    _, rows, width = _agreement(text, delimiter)
    return rows > 1 and width >= _LEAST_CELLS


def with_kinds(table: dict[str, Any]) -> dict[str, Any]:
    """Return a table with the kind of each cell before its text (see `gtrm.intake.typed_cells`).

    A text that a number would be written as is one, as Excel takes it; '007' is not.
    """
    rows = [[cell and _kind(cell) + cell for cell in row] for row in table["rows"]]
    return {**table, "rows": rows}


def _kind(cell: str) -> str:
    if cell in ERROR_TEXTS:
        return ERROR
    return NUMBER if len(cell) <= _LONGEST_NUMBER and _NUMBER.fullmatch(cell) else TEXT


def _decode(data: bytes) -> tuple[str, str]:
    if data[:2] in {b"\xff\xfe", b"\xfe\xff"}:
        return data.decode("utf-16"), "utf-16"
    if data[1:2] == data[3:4] == b"\0":  # UTF-16 whose mark was lost: ASCII, then nothing
        return data.decode("utf-16-le"), "utf-16"
    try:
        return data.decode("utf-8-sig"), "utf-8"
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace"), "cp1252"


def _unify(text: str) -> str:
    """The text with one kind of line end: CR, LF and CR LF all end a row."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _delimiter_of(text: str) -> tuple[str, str]:
    """The text without Excel's `sep=` line, and its delimiter."""
    if declared := _DECLARED.match(text):
        return text[declared.end() :], declared[1]
    return text, max(DELIMITERS, key=lambda one: _agreement(text[:100_000], one)[0])


def _agreement(text: str, delimiter: str) -> tuple[int, int, int]:
    """How many delimiters the rows of the usual width have together, those rows, that width.

    One text with sixty commas makes one wide row, not a table of sixty columns.
    """
    try:
        parsed = zip(_parse(text, delimiter), range(_SAMPLE_ROWS), strict=False)
        widths = Counter(len(line.cells) for line, _ in parsed)
    except OpenQuoteError:
        # A wrong delimiter makes other characters look like quotes. Also, if the quote is
        # the file's own fault, its first lines still show the delimiter.
        lines = text.split("\n")[:_SAMPLE_ROWS]
        widths = Counter(line.count(delimiter) + 1 for line in lines)
    return max(((width - 1) * rows, rows, width) for width, rows in [*widths.items(), (1, 0)])


def _parse(text: str, delimiter: str) -> Iterator[_Line]:
    """Rows of cells with their lines; they end outside quotes only.

    Raises:
        OpenQuoteError: The last row's quote is never closed.
    """
    csv.field_size_limit(_LONGEST_CELL)
    taken: list[str] = []
    start = 1
    reader = csv.reader(_remember(text, taken), delimiter=delimiter)
    while True:
        try:
            cells = next(reader)
        except csv.Error as error:  # a cell longer than any
            raise OpenQuoteError(start) from error
        if cells == [_END]:
            return
        if cells and cells[-1].endswith(_END):
            raise OpenQuoteError(start + sum(cell.count("\n") for cell in cells[:-1]))
        is_clean = len(taken) == 1 or _is_clean(taken, delimiter)
        yield _Line(start, len(taken), cells, is_clean)
        start += len(taken)
        taken.clear()


def _remember(text: str, taken: list[str]) -> Iterator[str]:
    for line in io.StringIO(text, newline="\n"):
        taken.append(line)
        yield line
    yield _END


def _is_clean(lines: list[str], delimiter: str) -> bool:
    """Whether a row of several lines is written as the format asks."""
    try:
        return len(list(csv.reader(lines, delimiter=delimiter, strict=True))) == 1
    except csv.Error:
        return False


def _bounded(rows: Iterator[_Line]) -> list[_Line]:
    lines, cells = [], 0
    for line in rows:
        lines.append(line)
        cells += len(line.cells)
        if cells > CELL_LIMIT:
            raise TooLargeError
    return lines


class _Widths:
    """How many cells the rows have: the header's number, the usual one, and who differs.

    If nearly all rows have the same width, a row that differs has a delimiter too few or too many.
    A program that leaves out the blank cells at a row's end makes rows of many widths; there, a
    row shorter than the header is read, with a finding.
    """

    def __init__(self, lines: Sequence[_Line]) -> None:
        filled = [sum(map(bool, line.cells)) for line in lines]
        self._lines = lines
        first = self._find_header(filled)
        self._rows = [  # numbers, from 1
            number
            for number, line in enumerate(lines[first + 1 :], start=first + 2)
            if filled[number - 1] > _FEW or line.lines > 1
        ]
        self.header = self._width(first + 1) if lines else 0
        votes = Counter([self.header, *map(self._width, self._rows)])
        self.usual = max(votes, key=lambda width: (votes[width], width == self.header, width))
        # Of a row that can be trusted to be one, not a piece that a line break has cut off.
        self.shortest = min((width for width in votes if width > self.header / 2), default=0)

    def notes(self) -> list[dict[str, Any]]:
        """Return the notes about rows that are wider or shorter than the header."""
        odd = {number for number in self._rows if self._width(number) != self.usual}
        odd = {number for number in odd if not self._is_left_out_by_excel(number)}
        if len(odd) > max(1, _ODD_SHARE * len(self._rows)) and not self._is_padded():
            odd = set()  # rows of many widths: none is the usual one
        moved = [number for number in self._rows if number in odd or self._is_too_wide(number)]
        uneven = [
            number
            for number in self._rows
            if self._width(number) != self.header and not self._is_left_out_by_excel(number)
        ]
        notes: list[dict[str, Any]] = [
            {
                "kind": "moved_row",
                "row": number,
                "of_row": True,
                "value": str(self._width(number)),
                "suggestion": str(self.header),
            }
            for number in moved
        ]
        if others := sorted(set(uneven) - set(moved)):
            notes.append({"kind": "uneven_rows", "row": others[0], "rows": others})
        return notes

    def _find_header(self, filled: list[int]) -> int:
        """Where the header is (from 0), or a row above it that is as full."""
        sizes = Counter(
            len(line.cells) for line, count in zip(self._lines, filled, strict=True) if count > _FEW
        )
        widest = _TWO_ROWS * max(sizes, key=lambda size: sizes[size], default=0)
        top = [
            count if len(line.cells) <= widest else 0  # more is what a quote has swallowed
            for line, count in zip(self._lines[:_HEADER_ROWS], filled, strict=False)
        ]
        return next((at for at, count in enumerate(top) if count >= _FULL * max(top)), 0)

    def _width(self, number: int) -> int:
        return len(self._lines[number - 1].cells)

    def _is_too_wide(self, number: int) -> bool:
        beyond = self._lines[number - 1].cells[self.header :]
        return self._width(number) > max(self.header, self.usual) or any(map(str.strip, beyond))

    def _is_padded(self) -> bool:
        """Whether blank cells at the end of a usual row are written: then none is left out."""
        return any(
            self._width(number) == self.usual and not self._lines[number - 1].cells[-1].strip()
            for number in self._rows
        )

    def _is_left_out_by_excel(self, number: int) -> bool:
        """Whether a whole block of rows is as short as this one."""
        start = (number - 1) // _BLOCK * _BLOCK
        widths = [len(line.cells) for line in self._lines[start : start + _BLOCK]]
        return len(widths) > 1 and len(set(widths)) == 1 and widths[0] < self.header


def _refuse_swallowed(lines: Iterable[_Line], delimiter: str, widths: _Widths) -> None:
    """Refuse a file in which a cell of several lines holds rows.

    Raises:
        OpenQuoteError: The cell's closing quote is another's, or is followed by text; two of its
            lines hold a row's delimiters; or its row is wider than the header.
    """
    enough = _ROW_SHARE * (widths.shortest - 1)
    for line in lines:
        if line.lines == 1:
            continue
        at = line.start
        for cell in line.cells:
            parts = [part.count(delimiter) for part in cell.split("\n")]
            holds_rows = any(one + other >= enough for one, other in pairwise(parts))
            is_wide = len(line.cells) > max(widths.header, widths.usual)
            if len(parts) > 1 and (holds_rows or is_wide or not line.is_clean):
                raise OpenQuoteError(at)
            at += len(parts) - 1


def _mended(cell: str) -> tuple[str, str] | None:
    """What a cell shows and what was done to it (a kind of note), if it is not as written."""
    if INVISIBLE.search(cell):
        return visible(cell), "invisible"
    if len(cell) > _LONGEST_NUMBER and _DECIMAL.fullmatch(cell):
        shown = number_text(float(cell))
        return (shown, "float_tail") if len(shown) < len(cell) else None
    return None


def _clean(
    lines: Iterable[_Line], mend: Callable[[str], tuple[str, str] | None] | None
) -> tuple[list[list[str | None]], list[dict[str, Any]]]:
    """The cells as shown; notes of what was repaired, one per column, and of error texts."""
    rows: list[list[str | None]] = []
    notes: list[dict[str, Any]] = []
    told: dict[tuple[int, str], dict[str, Any]] = {}
    for number, line in enumerate(lines, start=1):
        cells = [cell.strip() for cell in line.cells]
        for column, cell in enumerate(cells if mend else ()):
            if mend and (done := mend(cell)):
                cells[column], kind = done
                note = {"kind": kind, "row": number, "column": column, "suggestion": done[0]}
                told.setdefault((column, kind), {**note, "value": with_marks_shown(cell)})
        rows.append([cell or None for cell in cells])
        if not ERROR_TEXTS.isdisjoint(cells):
            notes += [
                {"kind": "error", "row": number, "column": column, "value": cell}
                for column, cell in enumerate(cells)
                if cell in ERROR_TEXTS
            ]
    return rows, [*notes, *told.values()]
