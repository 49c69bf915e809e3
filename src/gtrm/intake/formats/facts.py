"""What the reading library does not report of a sheet, in any format.

Calamine gives #N/A and a formula that was never computed as a blank cell. As blanks they would
count as zeros, without a message. It gives the hidden value under a merged cell as if it were
shown. `sheet_xml`, `sheet_ods` and `sheet_binary` look for all of that in the file itself.

A saved 0 of a formula is not always a result: programs that cannot compute write 0 in each formula.
Such a book asks to be computed when it is opened. Its zeros are accepted only if the cells that the
formula uses, as far as they can be found, have only blanks and zeros.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from gtrm.intake.formats.limits import CELL_LIMIT, TooLargeError
from gtrm.intake.typed_cells import ERROR, NUMBER, TEXT

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

# As English and Spanish Excel and LibreOffice print them.
ERROR_TEXTS = frozenset(
    (
        *("#N/A", "#DIV/0!", "#REF!", "#NAME?", "#VALUE!", "#NUM!", "#NULL!"),
        *("#GETTING_DATA", "#SPILL!", "#CALC!"),
        *("#N/D", "#¡DIV/0!", "#¡REF!", "#¿NOMBRE?", "#¡VALOR!", "#¡NUM!", "#¡NULO!"),
        *("#¡DESBORDAMIENTO!", "#¡CALC!"),
    )
)

_NUMBER = re.compile(rf"{NUMBER}?-?[0-9.]+(e[+-][0-9]+)?")

Cell = tuple[int, int, str]  # row from 1, column from 0, text
Rows = list[list[str | None]]
# The cells whose text in the file is not what the library read: cell, what it is to say.
Unseen = Callable[[Rows], Iterator[Cell]]
_REFERENCE = re.compile(
    r"(?<![\w.!'$])\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?(?![\w(!.])"
)
_TEXTS = re.compile(r'"[^"]*"')
_NAMES = re.compile(r"[A-Za-z_\\][\w.]*(?!\w|\()|[!\[:]")  # what is left: a sheet, a table, a name
_LOOKED_AT = 2_000_000  # cells; a zero that would need more is doubted
_ZERO = {"0", "n0", None}
_Open = tuple[int, int, str, list[tuple[int, int, int, int]] | None]  # a zero, the cells it uses


@dataclass
class Facts:
    """Of one sheet: odd cells, hidden rows and columns, struck-out rows, merged ranges.

    `filled` is how many cells the file gives something to, where that is known; if the library
    found another number of them, `unseen` goes through the file again.
    """

    errors: list[Cell] = field(default_factory=list)
    formulas: list[Cell] = field(default_factory=list)
    zeros: list[Cell] = field(default_factory=list)  # whose 0 may be no result (`uncomputed`)
    hidden_rows: list[int] = field(default_factory=list)
    hidden_columns: list[tuple[int, int]] = field(default_factory=list)  # first, last
    struck_rows: list[int] = field(default_factory=list)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)  # rows, columns
    filled: int | None = None
    unseen: Unseen | None = None
    mark: str = ""  # before each text written (see `gtrm.intake.typed_cells`)

    def with_kinds(self) -> Facts:
        """Return the same with the kind of each text before it (see `gtrm.intake.typed_cells`)."""
        errors = [(row, column, ERROR + text) for row, column, text in self.errors]
        formulas = [(row, column, TEXT + text) for row, column, text in self.formulas]
        zeros = [(row, column, TEXT + text) for row, column, text in self.zeros]
        return replace(self, errors=errors, formulas=formulas, zeros=zeros, mark=TEXT)

    def put_into(self, rows: Rows, read: int) -> list[dict[str, Any]]:
        """Write into the rows what the reader left blank, take out what is covered; return notes.

        Merged cells are noted only: whether theirs is a name or a number, the header tells.

        Args:
            rows: As the library read them.
            read: How many cells it gave a value.

        Raises:
            TooLargeError: A cell is farther out than any 5W can need.
        """
        notes = [
            note
            for kind, cells in (("error", self.errors), ("formula", self.formulas))
            for note in _put_all(rows, kind, cells)
        ]
        if self.unseen and self.filled != read + len(self.errors):
            plain = [[cell and cell[1:] for cell in row] for row in rows] if self.mark else rows
            cells = [(row, at, self.mark + text) for row, at, text in self.unseen(plain)]
            notes += _put_all(rows, "unseen", cells)
        notes += _put_all(rows, "formula", doubtful_zeros(rows, self.zeros))
        return [*notes, *self._uncover(rows), *self._passed_over()]

    def _uncover(self, rows: Rows) -> Iterator[dict[str, Any]]:
        """A merged range shows its first cell; hidden values under it are removed, with a note."""
        for first, last, left, right in self.merged:
            top = rows[first - 1] if first <= len(rows) else []
            shown = top[left] if left < len(top) else None
            for number in range(first, min(last, len(rows)) + 1):
                row = rows[number - 1]
                for column in range(left, min(right + 1, len(row))):
                    covered = row[column]
                    if covered is None or (number, column) == (first, left):
                        continue
                    row[column] = None
                    if covered != shown or column != left or _NUMBER.fullmatch(covered):
                        here = {"kind": "covered", "row": number, "column": column}
                        yield {**here, "value": covered, "suggestion": shown or ""}
            if last > first and shown is not None:
                here = {"kind": "merged", "row": first, "column": left, "last": last}
                yield {**here, "value": shown}

    def _passed_over(self) -> Iterator[dict[str, Any]]:
        if self.hidden_rows:
            count = str(len(self.hidden_rows))
            yield {"kind": "hidden_rows", "row": self.hidden_rows[0], "value": count}
        if self.hidden_columns:
            yield {"kind": "hidden_columns", "row": 1, "columns": self.hidden_columns}
        if self.struck_rows:
            rows = sorted(set(self.struck_rows))
            yield {"kind": "struck_out", "row": rows[0], "rows": rows}


def _put_all(rows: Rows, kind: str, cells: list[Cell]) -> list[dict[str, Any]]:
    for number, column, text in cells:
        _put(rows, number, column, text)
    return [
        {"kind": kind, "row": number, "column": column, "value": text}
        for number, column, text in cells
    ]


def _put(rows: Rows, number: int, column: int, text: str) -> None:
    if number * (column + 1) > CELL_LIMIT:
        raise TooLargeError
    rows.extend([] for _ in range(number - len(rows)))
    row = rows[number - 1]
    row.extend([None] * (column + 1 - len(row)))
    row[column] = text


def doubtful_zeros(
    rows: list[list[str | None]], zeros: list[tuple[int, int, str]]
) -> list[tuple[int, int, str]]:
    """Return the zeros that may be no result, each (row from 1, column from 0, formula).

    If a zero is doubtful, the formulas that use it are doubtful too.
    """
    doubted: dict[tuple[int, int], str] = {}
    open_zeros = [(row, column, text, _cells_of(text)) for row, column, text in zeros]
    left, before = _LOOKED_AT, -1
    while len(doubted) != before:
        before = len(doubted)
        still: list[_Open] = []
        for row, column, text, ranges in open_zeros:
            left -= sum(_size(one) for one in ranges or ())
            if ranges is None or left < 0 or _holds_more(rows, ranges, doubted):
                doubted[row, column] = text
            else:
                still.append((row, column, text, ranges))
        open_zeros = still
    return [(row, column, text) for (row, column), text in sorted(doubted.items())]


@cache
def position(letters: str) -> int:
    """Return a column's position (from 0) by its letters."""
    column = 0
    for letter in letters.upper():
        column = column * 26 + ord(letter) - 64
    return column - 1


def _cells_of(formula: str) -> list[tuple[int, int, int, int]] | None:
    """The ranges that a formula uses: rows, columns; None where they cannot be told."""
    plain = _TEXTS.sub("", formula)
    found = _REFERENCE.findall(plain)
    if not found or _NAMES.search(_REFERENCE.sub("", plain).lstrip("tn=")):
        return None
    return [
        (int(top), int(bottom or top), position(left), position(right or left))
        for left, top, right, bottom in found
    ]


def _size(one: tuple[int, int, int, int]) -> int:
    top, bottom, left, right = one
    return max(bottom - top + 1, 0) * max(right - left + 1, 0)


def _holds_more(
    rows: list[list[str | None]],
    ranges: Iterable[tuple[int, int, int, int]],
    doubted: dict[tuple[int, int], str],
) -> bool:
    return any(
        (number, column) in doubted or cell not in _ZERO
        for one in ranges
        for number, column, cell in _cells_in(rows, one)
    )


def _cells_in(
    rows: list[list[str | None]], one: tuple[int, int, int, int]
) -> Iterator[tuple[int, int, str | None]]:
    top, bottom, left, right = one
    for number in range(top, min(bottom, len(rows)) + 1):
        for column, cell in enumerate(rows[number - 1][left : right + 1], start=left):
            yield number, column, cell
