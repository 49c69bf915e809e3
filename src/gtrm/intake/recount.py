"""A second count of a file that does not use our reading: rows and sums of figures.

It is the last check against figures that are lost without a message. It takes what calamine gives
of every sheet, and a text file line by line, maps no headers, repairs nothing and gives quotes no
meaning: it adds what a person would add who sees only the cells. `reconciliation` compares it with
what was landed. It runs in the reading child (see `reader`), and must not share code with it.
"""

from __future__ import annotations

import csv
import io
import re
from collections import defaultdict
from itertools import accumulate, takewhile, zip_longest
from math import inf
from typing import TYPE_CHECKING, Any, NamedTuple

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from gtrm.core.normal import normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from python_calamine import CalamineSheet

    Grid = Iterator[tuple[int, Sequence[object]]]  # Excel's row number, its cells

    # Of one block or sheet: see `count`.
    Counted = dict[str, Any]

_PLAIN = re.compile(r"-?[0-9]{1,15}(\.[0-9]+)?")
_GROUPED = re.compile(r"-?[1-9][0-9]{0,2}(\.[0-9]{3})+")  # a thousand or one: no plain number
_HEADER_SHARE = 0.6  # of the printed headers; a row with as many is a header again
_ROW_SHARE = 0.8  # of a header's delimiters: a line that has as many can be a row of its own
# A row is a total if this many different figures, and this share of its numbers, are sums above.
_TOTAL_FIGURES, _TOTAL_SHARE = 3, 0.7
_TOTAL_OVER = 2  # rows with a figure: the sum of one is a copy of it
_SAME = 1e-6
_TEXTS = {str, type(None)}
_BLANK: frozenset[object] = frozenset((None, ""))
# A row like those of a 5W, on a sheet without a header: cells filled, numbers among them.
_DATA_CELLS, _DATA_NUMBERS = 8, 3


class Given(NamedTuple):
    """A sheet as calamine gave it, before any code of ours."""

    name: str
    hidden: bool
    left: int  # blank first columns, which `rows` leave out
    rows: list[list[Any]]
    merged: Sequence[Any]  # ranges of merged cells, each ((top, left), (bottom, right)) from 0


def take_sheets(
    book: CalamineWorkbook, check: Callable[[CalamineSheet], None] = lambda _: None
) -> Iterator[Given]:
    """Yield what calamine gives of each sheet, whatever reading makes of it.

    Args:
        book: An open workbook.
        check: Is called with each sheet before its rows are asked for.
    """
    for meta in book.sheets_metadata:
        if meta.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = book.get_sheet_by_name(meta.name)
        check(sheet)
        rows = list(sheet.iter_rows()) if sheet.start else []
        hidden = meta.visible != SheetVisibleEnum.Visible
        left = (sheet.start or (0, 0))[1]
        yield Given(meta.name, hidden, left, rows, sheet.merged_cell_ranges or ())


def count(
    path: Path,
    kind: str,
    printed: Mapping[str, Sequence[Sequence[str]]],
    given: Sequence[Given] | None = None,
) -> list[Counted]:
    """Return what a file holds, sheet by sheet.

    Args:
        path: The archived bytes.
        kind: 'text' for a delimited file, else a workbook.
        printed: The headers that reading found, by sheet, those of each table apart: how a header
            row is known.
        given: What calamine gave when the file was read; without it the file is opened again.

    Returns:
        For each sheet {name, hidden, blocks, loose_rows}: `loose_rows` are rows like data that
        stand under no header. A block is what stands under one header row: {header_row, headers
        (column from 0 -> text), rows (Excel's numbers), columns (column -> figures, one for each
        row, None where there is no number), totals (rows that add up those above)}.
    """
    headers = {
        sheet: [{normalise(text) for text in texts} for texts in tables]
        for sheet, tables in printed.items()
    }
    every = [texts for tables in headers.values() for texts in tables]
    return [
        {"name": name, "hidden": hidden, **_count_sheet(grid, headers.get(name) or every)}
        for name, hidden, grid in _sheets(path, kind, every, given)
    ]


def number_of(cell: object) -> float | None:
    """Return the number of a cell if it is clearly one, else None: "2.000" is not one."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return float(cell)
    if isinstance(cell, str) and (text := cell.strip()):
        return float(text) if _PLAIN.fullmatch(text) and not _GROUPED.fullmatch(text) else None
    return None


def _sheets(
    path: Path, kind: str, headers: Sequence[set[str]], given: Sequence[Given] | None
) -> Iterator[tuple[str, bool, Grid]]:
    if kind == "text":
        yield path.suffix.lstrip("."), False, _lines(path.read_bytes(), set().union(*headers))
        return
    for name, hidden, left, rows, _ in _open(path) if given is None else given:
        blank: list[object] = [None] * left
        yield name, hidden, enumerate((blank + row for row in rows) if left else rows, start=1)


def _open(path: Path) -> Iterator[Given]:
    with CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes())) as book:
        yield from take_sheets(book)


def _lines(data: bytes, headers: set[str]) -> Grid:
    """The rows of a delimited text, by its lines: a quote joins no two lines that are rows."""
    lines = _decoded(data).replace("\r\n", "\n").replace("\r", "\n").split("\n")
    delimiter, width = max(
        ((mark, _headers_in(line, mark, headers)) for line in lines[:60] for mark in ";,\t|"),
        key=lambda found: found[1],
    )
    if not width:
        return
    header = next(line for line in lines if _headers_in(line, delimiter, headers) == width)
    least = header.count(delimiter) * _ROW_SHARE
    joined: list[str] = []
    is_whole = False  # whether the line that began the last row could be one by itself
    for line in lines:
        could_be = line.count(delimiter) >= least
        is_open = bool(joined) and joined[-1].count('"') % 2 == 1
        if is_open and not (is_whole and could_be):
            joined[-1] += " " + line
        else:
            joined.append(line)
            is_whole = could_be
    for number, line in enumerate(joined, start=1):
        yield number, next(csv.reader([line], delimiter=delimiter), [])


def _headers_in(line: str, delimiter: str, headers: set[str]) -> int:
    cells = next(csv.reader([line], delimiter=delimiter), [])
    return len({normalise(cell) for cell in cells} & headers)


def _decoded(data: bytes) -> str:
    if b"\0" in data[:4]:
        return data.decode("utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-16-le")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _count_sheet(grid: Grid, headers: Sequence[set[str]]) -> Counted:
    """Cut a sheet at its header rows; each part is counted column by column, which is fast."""
    rows = list(grid)
    every = set().union(*headers)
    # A header has no number in it; where numbers are texts, each different text is looked at once.
    without = [at for at, (_, row) in enumerate(rows) if float not in map(type, row)]
    texts = {cell for at in without for cell in rows[at][1] if isinstance(cell, str) and cell}
    known = {text for text in texts if normalise(text) in every}
    starts = [
        at
        for at in without
        if not known.isdisjoint(rows[at][1])
        and _is_header(known.intersection(rows[at][1]), headers)
    ]
    ends = [*starts[1:], len(rows)]
    blocks = [
        _count_block(rows[start], rows[start + 1 : end])
        for start, end in zip(starts, ends, strict=False)  # one end too many without a header
    ]
    above = rows[: starts[0]] if starts else rows
    return {"blocks": blocks, "loose_rows": [number for number, row in above if _is_data(row)]}


def _is_header(texts: set[Any], headers: Sequence[set[str]]) -> bool:
    here = {normalise(text) for text in texts}
    return any(len(here & one) >= max(2, _HEADER_SHARE * len(one)) for one in headers)


def _is_data(row: Sequence[object]) -> bool:
    filled = [cell for cell in row if cell not in _BLANK]
    return len(filled) >= _DATA_CELLS and (
        sum(number_of(cell) is not None for cell in filled) >= _DATA_NUMBERS
    )


def _count_block(
    header: tuple[int, Sequence[object]], rows: Sequence[tuple[int, Sequence[object]]]
) -> Counted:
    width = max((len(row) for _, row in rows), default=0)
    columns = list(zip(*(row for _, row in rows), strict=False))  # workbooks: rows of one width
    if len(columns) < width:
        columns = list(zip_longest(*(row for _, row in rows)))
    figures = {at: found for at, one in enumerate(columns) if (found := _figures(one))}
    totals = _find_totals(figures)
    bare = range(len(rows))  # rows without a number
    for values in figures.values():
        bare = [at for at in bare if values[at] is None]  # type: ignore[assignment]
    left_out = totals | {at for at in bare if not _says(rows[at][1])}
    kept = [at for at in range(len(rows)) if at not in left_out]
    return {
        "header_row": header[0],
        "headers": {
            at: " ".join(text.split())
            for at, text in enumerate(header[1])
            if isinstance(text, str) and text
        },
        "rows": [rows[at][0] for at in kept],
        "columns": {
            place: [values[at] for at in kept] if left_out else values
            for place, values in figures.items()
        },
        "totals": [rows[at][0] for at in sorted(totals)],
    }


def _figures(cells: Sequence[object]) -> list[float | None] | None:
    """The numbers of a column; None if it has none."""
    numbers = _Numbers()
    if set(map(type, cells)) <= _TEXTS and not any(map(numbers.__getitem__, set(cells))):
        return None  # a column of words, in no time
    values: list[float | None] = [
        cell if isinstance(cell, float) else None if isinstance(cell, bool) else numbers[cell]
        for cell in cells
    ]
    return values if values.count(None) < len(values) else None


class _Numbers(dict[Any, float | None]):
    """The number of each different cell; True is not a number here, although it equals 1."""

    def __missing__(self, cell: object) -> float | None:
        number = self[cell] = number_of(cell)
        return number


def _says(row: Sequence[object]) -> bool:
    return len(row) - sum(map(row.count, _BLANK)) > 1


def _find_totals(figures: Mapping[int, Sequence[float | None]]) -> set[int]:
    """Rows that add up all rows above them, or those since the last total."""
    found: set[int] = set()
    before = dict.fromkeys(figures, 0.0)  # what stood above when the last total ended
    start = 0
    while (at := _next_total(figures, start, before)) is not None:
        for place, values in figures.items():
            before[place] += sum(value or 0.0 for value in values[start:at])
        found.add(at)
        start = at + 1
    return found


def _next_total(
    figures: Mapping[int, Sequence[float | None]], start: int, before: Mapping[int, float]
) -> int | None:
    agreeing: dict[int, set[float]] = defaultdict(set)
    for place, values in figures.items():
        here = [value or 0.0 for value in values[start:]]
        # Sums of figures that are not below zero only grow: past the largest none is a sum.
        most = max(here, default=0.0) if min(here, default=0.0) >= 0 else inf
        for base in {0.0, before[place]}:
            sums = takewhile(lambda above: above <= most + _SAME, accumulate(here, initial=base))  # noqa: B023
            for at, (value, above) in enumerate(zip(here, sums, strict=False), start=start):
                if value and -_SAME < above - value < _SAME and _adds_up(values[start:at], base):
                    agreeing[at].add(value)
    for at, equal in sorted(agreeing.items()):
        asked = sum(bool(values[at]) for values in figures.values())
        if len(equal) >= _TOTAL_FIGURES and len(equal) >= _TOTAL_SHARE * asked:
            return at
    return None


def _adds_up(above: Sequence[float | None], base: float) -> bool:
    return bool(base) or sum(map(bool, above)) >= _TOTAL_OVER
