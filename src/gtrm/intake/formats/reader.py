"""The child process that opens partners' files: `python -m gtrm.intake.formats.reader`.

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
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from python_calamine import (
    CalamineError,
    CalamineWorkbook,
    PasswordError,
)

from gtrm.core.normal import with_marks_shown
from gtrm.intake import recount
from gtrm.intake.formats import (
    NAMES,
    SUFFIXES,
    delimited,
    framing,
    sheet_binary,
    sheet_ods,
    sheet_xml,
)
from gtrm.intake.formats.limits import (
    CELL_LIMIT,
    CPU_LIMIT,
    MEMORY_LIMIT,
    TooLargeError,
    check_packing,
)
from gtrm.intake.formats.shown import cell_text, mending
from gtrm.intake.typed_cells import DATE, NUMBER, TEXT, YES_NO

if TYPE_CHECKING:
    from collections.abc import Callable

    from python_calamine import CalamineSheet

    from gtrm.intake.formats.facts import Facts

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


def typed_cell(value: object) -> str | None:
    """Return a cell as it stands with its kind before it (see `gtrm.intake.typed_cells`)."""
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
    """The text of each value, found once: a 5W repeats a few in every row.

    `mended` are the values that do not say quite what was stored, with the kind of note for it.
    """

    def __init__(self, find: Callable[[object], str | None]) -> None:
        super().__init__()
        self.find = find
        self.mended: dict[object, str] = {}

    def __missing__(self, value: object) -> str | None:
        text = self[value] = self.find(value)
        if kind := mending(value):
            self.mended[value] = kind
        return text


def read_sheets(
    path: Path, *, typed: bool = False, given: list[recount.Given] | None = None
) -> list[dict[str, Any]]:
    """Return the sheets of a file; the first of a sheet's rows is Excel's row 1.

    Each is {name, hidden, rows (lists of text or None), notes (what a plain reading would hide)}.

    Args:
        path: The archived bytes.
        typed: Cells as they stood, with their kinds, instead of what they say.
        given: Is filled with what the library gave of a workbook, untouched, for the second count.

    Raises:
        PasswordError: It is protected.
        TooLargeError: It asks for more than any 5W can need.
        CalamineError: It is damaged, or no workbook; anything else says the same.
    """
    kind = _kind(path)
    if kind == "text":
        table = delimited.read_table(path)
        sheets = [delimited.with_kinds(table) if typed else table]
    else:
        # By content, not by suffix; from memory: the library asks for a few bytes at a time.
        with CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes())) as workbook:
            sheets, facts = [], _SCANS[kind](path)
            # The second count takes each sheet before reading has it in its hands.
            for values in recount.take_sheets(workbook, _limit_of_cells()):
                if given is not None:
                    given.append(values)
                sheets.append(_read_sheet(values, facts[values.name], typed=typed))
    if path.suffix.lower() not in SUFFIXES[kind]:
        misnamed = {"kind": "misnamed", "row": 1, "value": path.suffix, "suggestion": NAMES[kind]}
        for sheet in sheets:
            sheet["notes"].append(misnamed)
    return sheets


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
    is_table = path.suffix.lower() in SUFFIXES["text"] or delimited.is_table(path)
    if not is_table or start.startswith(b"PK\x03\x04"):
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


def _limit_of_cells() -> Callable[[CalamineSheet], None]:
    """Return what stops reading where the sheets of a workbook ask for more than CELL_LIMIT."""
    cells = 0

    def check(sheet: CalamineSheet) -> None:
        nonlocal cells
        cells += sheet.total_height * sheet.total_width
        if cells > CELL_LIMIT:
            raise TooLargeError

    return check


def _read_sheet(given: recount.Given, facts: Facts, *, typed: bool) -> dict[str, Any]:
    texts = _Texts(typed_cell if typed else cell_text)
    rows, filled = _rows(given, texts)
    own = facts.with_kinds() if typed else facts
    for (top, left), (bottom, right) in given.merged:
        own.merged.append((top + 1, bottom + 1, left, right))
    notes = own.put_into(rows, filled) + _mended(given, texts)
    return {"name": given.name, "hidden": given.hidden, "rows": rows, "notes": notes}


def _rows(given: recount.Given, texts: _Texts) -> tuple[list[list[str | None]], int]:
    """The rows, and how many cells the library gave a value."""
    left: list[str | None] = [None] * given.left
    rows = []
    filled = 0
    for values in given.rows:
        filled += len(values) - values.count("")
        row = left + [
            texts[value] if value.__class__ is not bool else texts.find(value)  # True equals 1.0
            for value in values
        ]
        while row and row[-1] is None:
            row.pop()
        rows.append(row)
    return rows, filled


def _mended(given: recount.Given, texts: _Texts) -> list[dict[str, Any]]:
    """A note of the first cell of each column that does not say quite what was stored."""
    if not texts.mended:
        return []
    notes: dict[tuple[int, str], dict[str, Any]] = {}
    for number, values in enumerate(given.rows, start=1):
        if texts.mended.keys().isdisjoint(values):
            continue
        for column, value in enumerate(values, start=given.left):
            if value in texts.mended and value.__class__ is not bool:
                kind = texts.mended[value]
                stored = with_marks_shown(value) if isinstance(value, str) else str(value)
                note = {"kind": kind, "row": number, "column": column, "value": stored}
                notes.setdefault((column, kind), {**note, "suggestion": texts[value] or ""})
    return list(notes.values())


def _read(request: dict[str, Any], kept: dict[Path, list[recount.Given]]) -> None:
    path = Path(request["path"])
    given = kept.pop(path, None)
    kept.clear()
    if "count" in request:
        counted = recount.count(path, _kind(path), request["count"], given)
        framing.write_counted(sys.stdout.buffer, counted)
        return
    given = []
    framing.write(sys.stdout.buffer, read_sheets(path, typed=request["typed"], given=given))
    if given and not request["typed"]:
        kept[path] = given


def _answer(request: dict[str, Any], kept: dict[Path, list[recount.Given]]) -> None:
    """Answer a request; `kept` is what the library gave of the file that was read last."""
    try:
        _read(request, kept)
    except PasswordError:
        error, detail = "password", ""
    except (MemoryError, TooLargeError):
        error, detail = "too_large", ""
    except delimited.OpenQuoteError as fault:
        error, detail = "open_quote", str(fault.line)
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
    kept: dict[Path, list[recount.Given]] = {}
    for line in sys.stdin:
        usage = resource.getrusage(resource.RUSAGE_SELF)
        spent = int(usage.ru_utime + usage.ru_stime)
        resource.setrlimit(resource.RLIMIT_CPU, (spent + CPU_LIMIT, hard))
        _answer(json.loads(line), kept)


if __name__ == "__main__":
    main()
