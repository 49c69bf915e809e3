"""The child process that opens partners' files: `python -m gtrm.intake.reader`.

A hostile or damaged file can end the reading library's process (a 5 KB book whose one cell is at
XFD1048576 does), past anything Python can catch. So it runs here, alone, with limits, and answers
each requested file (see `framing`). It imports little: starting it again is cheap.
"""

from __future__ import annotations

import gc
import io
import json
import math
import resource
import sys
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from python_calamine import (
    CalamineError,
    CalamineSheet,
    CalamineWorkbook,
    PasswordError,
    SheetTypeEnum,
    SheetVisibleEnum,
)

from gtrm.intake import delimited, framing, recount, sheet_binary, sheet_ods, sheet_xml
from gtrm.intake.limits import CELL_LIMIT, CPU_LIMIT, MEMORY_LIMIT, TooLargeError, check_packing
from gtrm.typed_cells import DATE, NUMBER, TEXT, YES_NO

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from gtrm.intake.facts import Facts

DELIMITED_SUFFIXES = {".csv", ".tsv", ".txt"}
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PROTECTED = "EncryptedPackage".encode("utf-16-le")  # a stream of a protected .xlsx
_ENCRYPTED = b"encryption-data"  # in the manifest of a protected .ods

# What the library passes over, by what the file is, whatever its name says.
_SCANS: dict[str, Callable[[Path], dict[str, Facts]]] = {
    "xlsx": sheet_xml.scan,
    "xlsb": sheet_binary.scan_xlsb,
    "xls": sheet_binary.scan_xls,
    "ods": sheet_ods.scan,
}
_PARTS = {"xl/workbook.xml": "xlsx", "xl/workbook.bin": "xlsb", "content.xml": "ods"}


def cell_text(value: object) -> str | None:
    """Return a cell as text, None if blank: 1490.0 is '1490', a date is ISO."""
    if isinstance(value, str):
        return value.strip() or None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        midnight = value.time() == time(0)
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return None if value is None else str(value)


def typed_cell(value: object) -> str | None:
    """Return a cell as it stands with its kind before it (see `gtrm.typed_cells`)."""
    if isinstance(value, str):
        return TEXT + value if value else None
    text = cell_text(value)
    if text is None:
        return None
    if isinstance(value, bool):
        return YES_NO + text
    if isinstance(value, float | int):
        return (NUMBER if math.isfinite(value) else TEXT) + text
    return (DATE if isinstance(value, date) else TEXT) + text


class _Texts(dict[object, str | None]):
    """The text of each value, found once: a 5W repeats a few in every row."""

    def __init__(self, find: Callable[[object], str | None]) -> None:
        super().__init__()
        self._find = find

    def __missing__(self, value: object) -> str | None:
        text = self[value] = self._find(value)
        return text


def read_sheets(path: Path, *, typed: bool = False) -> list[dict[str, Any]]:
    """Return the sheets of a file; the first of a sheet's rows is Excel's row 1.

    Each is {name, hidden, rows (lists of text or None), notes (what a plain reading would hide)}.
    `typed`: cells as they stood, with their kinds, instead of what they say.

    Raises:
        PasswordError: It is protected.
        TooLargeError: It asks for more than any 5W can need.
        CalamineError: It is damaged, or no workbook; anything else says the same.
    """
    kind = _kind(path)
    if kind == "text":
        table = delimited.read_table(path)
        return [delimited.with_kinds(table) if typed else table]
    # By content, not by suffix; from memory, because the library asks for a few bytes at a time.
    with CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes())) as workbook:
        return list(_worksheets(workbook, _SCANS[kind](path), typed=typed))


def _kind(path: Path) -> str:
    """What a file is by its content: partners give workbooks any suffix."""
    with path.open("rb") as file:
        start = file.read(len(_OLE))
        if start == _OLE:
            if _PROTECTED in file.read() or sheet_binary.has_password(path):
                raise PasswordError(path.name)
            return "xls"
    if start.startswith(b"PK") and zipfile.is_zipfile(path):
        return _kind_of_zip(path)
    if path.suffix.lower() not in DELIMITED_SUFFIXES or start.startswith(b"PK\x03\x04"):
        raise CalamineError(path.name)
    return "text"


def _kind_of_zip(path: Path) -> str:
    with zipfile.ZipFile(path) as book:
        check_packing(book)
        names = {name.lower().lstrip("/"): name for name in book.namelist()}
        manifest = names.get("meta-inf/manifest.xml")
        if "encrypted-package" in names or (manifest and _ENCRYPTED in book.read(manifest)):
            raise PasswordError(path.name)
    kind = next((kind for part, kind in _PARTS.items() if part in names), None)
    if kind is None:
        raise CalamineError(path.name)
    return kind


def _worksheets(
    workbook: CalamineWorkbook, facts: dict[str, Facts], *, typed: bool
) -> Iterator[dict[str, Any]]:
    cells = 0
    for meta in workbook.sheets_metadata:
        if meta.typ != SheetTypeEnum.WorkSheet:
            continue
        sheet = workbook.get_sheet_by_name(meta.name)
        cells += sheet.total_height * sheet.total_width
        if cells > CELL_LIMIT:
            raise TooLargeError
        rows = _rows(sheet, typed_cell if typed else cell_text)
        own = facts[meta.name].with_kinds() if typed else facts[meta.name]
        for (top, left), (bottom, _) in sheet.merged_cell_ranges or ():
            own.merged.append((top + 1, bottom + 1, left))
        hidden = meta.visible != SheetVisibleEnum.Visible
        yield {"name": meta.name, "hidden": hidden, "rows": rows, "notes": own.put_into(rows)}


def _rows(sheet: CalamineSheet, find: Callable[[object], str | None]) -> list[list[str | None]]:
    if sheet.start is None:
        return []
    texts = _Texts(find)
    left: list[str | None] = [None] * sheet.start[1]  # the library leaves out blank first columns
    rows = []
    for values in sheet.iter_rows():
        row = left + [
            texts[value] if value.__class__ is not bool else find(value)  # True equals 1.0
            for value in values
        ]
        while row and row[-1] is None:
            row.pop()
        rows.append(row)
    return rows


def _answer(request: dict[str, Any]) -> None:
    try:
        path = Path(request["path"])
        if "count" in request:
            counted = recount.count(path, _kind(path), request["count"])
            framing.write_line(sys.stdout.buffer, {"error": None, "counted": counted})
        else:
            framing.write(sys.stdout.buffer, read_sheets(path, typed=request["typed"]))
    except PasswordError:
        error, detail = "password", ""
    except (MemoryError, TooLargeError):
        error, detail = "too_large", ""
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as fault:  # a refusal: nothing is swallowed; a panic is no Exception
        error, detail = "damaged", f"{type(fault).__name__}: {fault}"
    else:
        return
    framing.write_line(sys.stdout.buffer, {"error": error, "detail": detail})


def main() -> None:
    """Answer each request on standard input (a line of JSON: path, typed) until it closes."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    gc.disable()  # millions of cells, no cycles
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    for line in sys.stdin:
        usage = resource.getrusage(resource.RUSAGE_SELF)
        spent = int(usage.ru_utime + usage.ru_stime)
        resource.setrlimit(resource.RLIMIT_CPU, (spent + CPU_LIMIT, hard))
        _answer(json.loads(line))


if __name__ == "__main__":
    main()
