"""The child process that opens partners' files: `python -m gtrm.intake.reader`.

A hostile or damaged file can end the reading library's process (a 5 KB book whose one cell is at
XFD1048576 does), past anything Python can catch. So it runs here, alone, with limits, and answers
one JSON line per requested file. It imports nothing of the package: starting it again is cheap.
"""

from __future__ import annotations

import json
import resource
import sys
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

MEMORY_LIMIT = 3 * 1024**3  # bytes of address space; a 100,000-row workbook needs under 1 GiB
CPU_LIMIT = 60  # seconds for one file; a 100,000-row workbook needs 2
CELL_LIMIT = 20_000_000  # cells of the used area of all sheets; 100,000 rows x 30 columns is 3 M


def cell_text(value: object) -> str | None:
    """Return a cell as text, None if blank: 1490.0 is '1490', a date is ISO."""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)
    if isinstance(value, datetime):
        midnight = value.time() == time(0)
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value).strip() or None if value is not None else None


def read_sheets(path: Path) -> list[dict[str, Any]]:
    """Return the worksheets of a file: name and rows of text, the first row being Excel's row 1."""
    sheets: list[dict[str, Any]] = []
    with CalamineWorkbook.from_path(path) as workbook:
        cells = 0
        for meta in workbook.sheets_metadata:
            if meta.typ != SheetTypeEnum.WorkSheet:
                continue
            sheet = workbook.get_sheet_by_name(meta.name)
            if sheet.end is None:
                sheets.append({"name": meta.name, "rows": []})
                continue
            cells += (sheet.end[0] + 1) * (sheet.end[1] + 1)
            if cells > CELL_LIMIT:
                raise MemoryError
            rows = [_trimmed(row) for row in sheet.to_python(skip_empty_area=False)]
            sheets.append({"name": meta.name, "rows": rows})
    return sheets


def _trimmed(row: list[Any]) -> list[str | None]:
    texts: list[str | None] = [cell_text(value) for value in row]
    while texts and texts[-1] is None:
        texts.pop()
    return texts


def _answer(path: Path) -> dict[str, Any]:
    try:
        return {"error": None, "sheets": read_sheets(path)}
    except CalamineError as error:
        kind = type(error).__name__
        return {"error": "password" if kind == "PasswordError" else "damaged", "detail": str(error)}
    except MemoryError:
        return {"error": "too_large"}
    except Exception as error:  # the answer is a refusal: nothing is swallowed
        return {"error": "damaged", "detail": f"{type(error).__name__}: {error}"}


def main() -> None:
    """Answer each path on standard input with one JSON line, until the input closes."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    for line in sys.stdin:
        usage = resource.getrusage(resource.RUSAGE_SELF)
        spent = int(usage.ru_utime + usage.ru_stime)
        resource.setrlimit(resource.RLIMIT_CPU, (spent + CPU_LIMIT, hard))
        sys.stdout.write(json.dumps(_answer(Path(line.rstrip("\n")))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
