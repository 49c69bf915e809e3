"""Reading one made file as intake does, and what came of it."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from functools import cache
from pathlib import Path

from gtrm.intake import landing
from gtrm.intake.archive import Receipt
from gtrm.intake.formats.workbook import WorkbookReader
from gtrm.intake.layouts.templates import load_templates
from workbooks import template

RECEIPT = Receipt(
    *("2021-09-aaaaaaaaaaaa", "2021-09", "folder", "a.xlsx", "aa", 1),
    *("2021-10-01T00:00:00+00:00", None, 1),
)


@cache
def templates():
    return load_templates()


def read(path: Path, reader: WorkbookReader | None = None) -> landing.Reading:
    """Return what intake makes of a file."""
    receipt = replace(RECEIPT, file_name=path.name)
    with reader or WorkbookReader() as child:
        return landing.read_file(path, receipt, child, templates())


def column(reading: landing.Reading, field: str) -> dict[int, str | None]:
    """Return one field of the reported rows, by Excel row."""
    assert reading.refusal is None, reading.refusal
    return {row["source_row"]: row[field] for row in reading.rows}


def told(reading: landing.Reading) -> list[tuple[str, int | None, str | None, str | None]]:
    """Return the findings of reading: rule, Excel row, field, value as reported."""
    found = (notice.as_finding() for _, notice in reading.notices)
    return [(f["rule_id"], f["source_row"], f["field_name"], f["reported_value"]) for f in found]


def rules(reading: landing.Reading) -> list[str]:
    """Return the rule ids of the findings of reading."""
    return [finding[0] for finding in told(reading)]


def table(rows: list[dict[str, object]], generation: str = "gtrm_es_2021") -> list[list[object]]:
    """Return the header as printed and rows by our field, as cells."""
    headers = template(generation).headers
    body = [[row.get(field) for field in headers] for row in rows]
    return [[texts[0] for texts in headers.values()], *body]


def position(field: str, generation: str = "gtrm_es_2021") -> int:
    """Return where a field stands in the rows of `table` (from 0)."""
    return list(template(generation).headers).index(field)


def as_csv(cells: list[list[object]], delimiter: str = ",", line_end: str = "\r\n") -> str:
    """Return cells as delimited text."""
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter, lineterminator=line_end).writerows(cells)
    return out.getvalue()
