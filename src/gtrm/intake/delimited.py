"""CSV and TSV files as partners send them: any encoding, delimiter and line end of the field."""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

from gtrm.intake.facts import ERROR_TEXTS
from gtrm.intake.limits import CELL_LIMIT, TooLargeError
from gtrm.typed_cells import ERROR, NUMBER, TEXT

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

DELIMITERS = (";", ",", "\t", "|")
_SAMPLE_ROWS = 20
_NUMBER = re.compile(r"(?!-0$)-?(0|[1-9][0-9]*)(\.[0-9]?[1-9])?")  # 1.234 may mean 1234
_LONGEST_NUMBER = 11  # characters; Excel shows longer ones as 1.23E+11
_LONGEST_CELL = 10_000_000  # characters; past it a quote was never closed


def read_table(path: Path) -> dict[str, Any]:
    """Return the file as one sheet (see `reader.read_sheets`).

    UTF-8 with or without BOM, UTF-16, else cp1252. The delimiter is the one that splits the first
    rows into most cells. Rows are numbered as Excel does when it opens the file: a line break
    inside quotes does not begin one.

    Raises:
        TooLargeError: It has more cells than any 5W can need.
    """
    text, encoding = _decode(path.read_bytes())
    rows: list[list[str | None]] = []
    notes: list[dict[str, Any]] = []
    cells = 0
    for number, row in enumerate(_parse(text, _find_delimiter(text)), start=1):
        rows.append([cell.strip() or None for cell in row])
        cells += len(row)
        if cells > CELL_LIMIT:
            raise TooLargeError
        if not ERROR_TEXTS.isdisjoint(row):
            notes += [
                {"kind": "error", "row": number, "column": column, "value": cell}
                for column, cell in enumerate(rows[-1])
                if cell in ERROR_TEXTS
            ]
    if encoding == "cp1252":
        notes.append({"kind": "encoding", "row": 1, "value": encoding})
    return {"name": path.suffix.lstrip("."), "hidden": False, "rows": rows, "notes": notes}


def with_kinds(table: dict[str, Any]) -> dict[str, Any]:
    """Return a table with the kind of each cell before its text (see `gtrm.typed_cells`).

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


def _find_delimiter(text: str) -> str:
    def most_cells(delimiter: str) -> int:
        try:
            rows = _parse(text[:100_000], delimiter)
            return max(
                (len(row) for row, _ in zip(rows, range(_SAMPLE_ROWS), strict=False)), default=0
            )
        except csv.Error:
            return 0

    return max(DELIMITERS, key=most_cells)


def _parse(text: str, delimiter: str) -> Iterator[list[str]]:
    """Rows of cells; a row ends at any of CR, LF, CR LF outside quotes."""
    csv.field_size_limit(_LONGEST_CELL)
    unified = text.replace("\r\n", "\n").replace("\r", "\n")
    return csv.reader(io.StringIO(unified, newline=""), delimiter=delimiter)
