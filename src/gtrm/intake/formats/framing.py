"""How the reading child hands sheets and counts to its parent: a line of JSON, then numbers.

A 5W repeats a few names in every row. The line tells the texts and the sheets; after it come, sheet
by sheet, the lengths of the rows and the cells as 32-bit numbers of the texts (0 is blank). Of a
second count come, block by block, its row numbers and its columns of figures (NaN is no number).
"""

from __future__ import annotations

import json
from array import array
from itertools import chain
from math import nan
from typing import TYPE_CHECKING, Any

from gtrm.intake.formats.limits import TEXT_LIMIT, TooLargeError
from gtrm.intake.formats.shown import mend_encoding, tell_mended

if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import BinaryIO

_NUMBER = "I"
_FIGURE = "d"
_SIZE = array(_NUMBER).itemsize


class _Numbers(dict[str | None, int]):
    """Each text's number, given when it is first seen."""

    def __missing__(self, text: str | None) -> int:
        number = self[text] = len(self)
        return number


def write(stream: BinaryIO, sheets: list[dict[str, Any]]) -> None:
    """Write the sheets of a file (see `reader.read_sheets`), texts encoded twice mended.

    Raises:
        TooLargeError: Its texts are longer than any 5W can need; nothing was written.
    """
    numbers = _Numbers({None: 0})
    bodies = []
    for sheet in sheets:
        lengths = array(_NUMBER, map(len, sheet["rows"]))
        cells = array(_NUMBER, map(numbers.__getitem__, chain.from_iterable(sheet["rows"])))
        bodies.append((lengths, cells))
    texts = [text for text in numbers if text is not None]
    if sum(map(len, texts)) > TEXT_LIMIT:
        raise TooLargeError
    mended = mend_encoding(texts)
    told = [
        {
            **sheet,
            "rows": [len(lengths), len(cells)],
            "notes": sheet["notes"] + (tell_mended(sheet["rows"], mended) if mended else []),
        }
        for sheet, (lengths, cells) in zip(sheets, bodies, strict=True)
    ]
    texts = [mended.get(text, text) for text in texts]
    write_line(stream, {"error": None, "sheets": told, "texts": texts})
    for lengths, cells in bodies:
        stream.write(lengths.tobytes())
        stream.write(cells.tobytes())
    stream.flush()


def write_counted(stream: BinaryIO, counted: list[dict[str, Any]]) -> None:
    """Write the second count of a file (see `recount.count`)."""
    blocks = [block for sheet in counted for block in sheet["blocks"]]
    rows = [array(_NUMBER, block["rows"]) for block in blocks]
    columns = [
        array(_FIGURE, [nan if value is None else value for value in values])
        for block in blocks
        for values in block["columns"].values()
    ]
    for block, numbers in zip(blocks, rows, strict=True):
        block |= {"rows": len(numbers), "columns": [*block["columns"]]}
    stream.write(json.dumps({"error": None, "counted": counted}).encode("ascii") + b"\n")
    for numbers in (*rows, *columns):
        stream.write(numbers.tobytes())
    stream.flush()


def write_line(stream: BinaryIO, answer: dict[str, Any]) -> None:
    """Write one JSON line: the whole answer, where no numbers follow."""
    stream.write(json.dumps(answer).encode("ascii") + b"\n")
    stream.flush()


def read(stream: BinaryIO) -> dict[str, Any] | None:
    """Return the answer to one request, None if the child ended before it was whole."""
    line = stream.readline()
    if not line.endswith(b"\n"):
        return None
    answer: dict[str, Any] = json.loads(line)
    texts = [None, *answer.pop("texts", ())]
    for sheet in answer.get("sheets", ()):
        rows, cells = sheet["rows"]
        body = stream.read((rows + cells) * _SIZE)
        if len(body) < (rows + cells) * _SIZE:
            return None
        numbers = array(_NUMBER, body)
        values = list(map(texts.__getitem__, numbers[rows:]))
        sheet["rows"] = list(_rows(numbers[:rows], values))
    return answer if _read_counted(stream, answer.get("counted", ())) else None


def _read_counted(stream: BinaryIO, counted: Iterable[dict[str, Any]]) -> bool:
    """Read the numbers of a second count; whether all of them came."""
    blocks = [block for sheet in counted for block in sheet["blocks"]]
    lengths = [block["rows"] for block in blocks]
    for block in blocks:
        block["rows"] = _numbers(stream, _NUMBER, block["rows"])
    for block, length in zip(blocks, lengths, strict=True):
        columns = [(str(at), _numbers(stream, _FIGURE, length)) for at in block["columns"]]
        block["columns"] = {
            at: [None if value != value else value for value in values] for at, values in columns
        }
        if any(len(values) < length for values in (block["rows"], *block["columns"].values())):
            return False
    return True


def _numbers(stream: BinaryIO, kind: str, length: int) -> list[Any]:
    numbers = array(kind)
    body = stream.read(length * numbers.itemsize)
    numbers.frombytes(body[: len(body) // numbers.itemsize * numbers.itemsize])
    return numbers.tolist()


def _rows(lengths: array[int], values: list[str | None]) -> list[list[str | None]]:
    rows, start = [], 0
    for length in lengths:
        rows.append(values[start : start + length])
        start += length
    return rows
