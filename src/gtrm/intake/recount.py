"""A second count of a file that knows nothing of our reading: rows and sums of figures.

The last line of defence against figures that are lost without a word. It opens a workbook with
calamine and a text file line by line, maps nothing, mends nothing and believes no quote: what a
person would add up who only sees cells. `reconciliation` holds it against what was landed. It runs
in the reading child (see `reader`), and is not to share code with it.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from gtrm.normal import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    Grid = Iterator[tuple[int, Sequence[object]]]  # Excel's row number, its cells

_PLAIN = re.compile(r"-?[0-9]{1,15}(\.[0-9]+)?")
_GROUPED = re.compile(r"-?[1-9][0-9]{0,2}(\.[0-9]{3})+")  # a thousand or one: no plain number
_HEADER_SHARE = 0.6  # of the printed headers; a row with as many is a header again
_ROW_SHARE = 0.8  # of a header's delimiters: a line that has as many can be a row of its own
# A row is a total if this many different figures, and this share of its numbers, are sums above.
_TOTAL_FIGURES, _TOTAL_SHARE = 3, 0.7
_TOTAL_OVER = 2  # rows with a figure: the sum of one is a copy of it
# A row like those of a 5W, on a sheet without a header: cells filled, numbers among them.
_DATA_CELLS, _DATA_NUMBERS = 8, 3


def count(
    path: Path, kind: str, printed: Mapping[str, Sequence[Sequence[str]]]
) -> list[dict[str, Any]]:
    """Return what a file holds, sheet by sheet.

    Args:
        path: The archived bytes.
        kind: 'text' for a delimited file, else a workbook.
        printed: The headers that reading found, by sheet, those of each table apart: how a header
            row is known.

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
        for name, hidden, grid in _sheets(path, kind, every)
    ]


def number_of(cell: object) -> float | None:
    """Return the number a cell plainly is, None for anything else: "2.000" is not one."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, int | float):
        return float(cell)
    if isinstance(cell, str) and (text := cell.strip()):
        return float(text) if _PLAIN.fullmatch(text) and not _GROUPED.fullmatch(text) else None
    return None


def _sheets(path: Path, kind: str, headers: Sequence[set[str]]) -> Iterator[tuple[str, bool, Grid]]:
    if kind == "text":
        yield path.suffix.lstrip("."), False, _lines(path.read_bytes(), set().union(*headers))
        return
    with CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes())) as book:
        for meta in book.sheets_metadata:
            if meta.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = book.get_sheet_by_name(meta.name)
            blank: list[object] = [None] * (sheet.start or (0, 0))[1]  # first columns only
            grid = ((n, [*blank, *row]) for n, row in enumerate(sheet.iter_rows(), start=1))
            yield meta.name, meta.visible != SheetVisibleEnum.Visible, grid


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


@dataclass
class _Sums:
    """Sums of columns, and how many rows have a figure other than zero in each."""

    of: dict[int, float] = field(default_factory=lambda: defaultdict(float))
    rows: Counter[int] = field(default_factory=Counter)

    def add(self, numbers: Mapping[int, float]) -> None:
        """Add a row."""
        for place, value in numbers.items():
            self.of[place] += value
            self.rows[place] += value != 0


@dataclass
class _Block:
    """What stands under one header row; `sums` add up all of it, `part` what follows a total."""

    header_row: int
    headers: dict[int, str]
    rows: list[int] = field(default_factory=list)
    cells: list[dict[int, float]] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    sums: _Sums = field(default_factory=_Sums)
    part: _Sums = field(default_factory=_Sums)

    def add(self, number: int, numbers: dict[int, float]) -> None:
        """Take a row as a total of those above it, or as one of them."""
        if self._is_total(numbers):
            self.totals.append(number)
            self.part = _Sums()
            return
        self.rows.append(number)
        self.cells.append(numbers)
        self.sums.add(numbers)
        self.part.add(numbers)

    def _is_total(self, numbers: Mapping[int, float]) -> bool:
        """Whether a row adds up rows above it: different figures, most of its numbers."""
        asked = {place: value for place, value in numbers.items() if value}
        for above in (self.sums, self.part):
            equal = {at: value for at, value in asked.items() if abs(above.of[at] - value) < 1e-6}
            added = {value for at, value in equal.items() if above.rows[at] >= _TOTAL_OVER}
            if len(added) >= _TOTAL_FIGURES and len(equal) >= _TOTAL_SHARE * len(asked):
                return True
        return False

    def as_told(self) -> dict[str, Any]:
        """Return the block as JSON can hold it."""
        places = sorted({place for cells in self.cells for place in cells})
        return {
            "header_row": self.header_row,
            "headers": self.headers,
            "rows": self.rows,
            "columns": {place: [cells.get(place) for cells in self.cells] for place in places},
            "totals": self.totals,
        }


def _count_sheet(grid: Grid, headers: Sequence[set[str]]) -> dict[str, Any]:
    blocks: list[_Block] = []
    loose = []
    for number, row in grid:
        filled = {place: cell for place, cell in enumerate(row) if cell not in (None, "")}
        texts = {place: cell for place, cell in filled.items() if isinstance(cell, str)}
        if _is_header(texts, headers):
            names = {place: " ".join(text.split()) for place, text in texts.items()}
            blocks.append(_Block(number, names))
            continue
        numbers = {
            place: value for place, cell in filled.items() if (value := number_of(cell)) is not None
        }
        if blocks:
            if numbers or len(filled) > 1:
                blocks[-1].add(number, numbers)
        elif len(filled) >= _DATA_CELLS and len(numbers) >= _DATA_NUMBERS:
            loose.append(number)
    return {"blocks": [block.as_told() for block in blocks], "loose_rows": loose}


def _is_header(texts: Mapping[int, str], headers: Sequence[set[str]]) -> bool:
    here = {normalise(text) for text in texts.values()}
    return any(len(here & one) >= max(2, _HEADER_SHARE * len(one)) for one in headers)
