"""Formulas whose saved 0 is no result: programs that cannot compute write 0 into each.

A book says so by asking to be computed when it is opened. Its zeros are believed only where the
formula's own cells, as far as they can be followed, hold nothing else.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_REFERENCE = re.compile(
    r"(?<![\w.!'$])\$?([A-Z]{1,3})\$?(\d{1,7})(?::\$?([A-Z]{1,3})\$?(\d{1,7}))?(?![\w(!.])"
)
_TEXTS = re.compile(r'"[^"]*"')
_NAMES = re.compile(r"[A-Za-z_\\][\w.]*(?!\w|\()|[!\[:]")  # what is left: a sheet, a table, a name
_LOOKED_AT = 2_000_000  # cells; a zero that would need more is doubted
_ZERO = {"0", "n0", None}
_Open = tuple[int, int, str, list[tuple[int, int, int, int]] | None]  # a zero, the cells it uses


def doubtful(
    rows: list[list[str | None]], zeros: list[tuple[int, int, str]]
) -> list[tuple[int, int, str]]:
    """Return those zeros that may be none, each (row from 1, column from 0, formula).

    One doubted zero makes the formulas that use it doubtful too.
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
