"""Where a finding stands in a partner's workbook, and what is written into that cell's comment."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from openpyxl.utils import get_column_letter

from gtrm.products.texts import SEVERITY_NAMES

if TYPE_CHECKING:
    from collections.abc import Hashable, Iterable, Mapping, Sequence

    from gtrm.intake.typed_cells import SheetCopy

    Finding = Mapping[Hashable, object]

RANK = {severity: rank for rank, severity in enumerate(SEVERITY_NAMES)}

_TITLE_LIMIT = 31  # characters, Excel's
_NOT_IN_TITLES = re.compile(r"[\\*?:/\[\]\x00-\x1f]")
_COMMENT_LIMIT = 2_000  # characters; the list says the rest


class Cell(NamedTuple):
    """A cell of the copy: title of its sheet, row as Excel numbers it, position from 0."""

    title: str
    row: int
    column: int

    @property
    def reference(self) -> str:
        """Such as H12."""
        return f"{get_column_letter(self.column + 1)}{self.row}"

    @property
    def link(self) -> str:
        """The place inside the workbook, as a hyperlink names it."""
        title = self.title.replace("'", "''")
        return f"'{title}'!{self.reference}"


@dataclass(frozen=True)
class Titled:
    """A sheet of the copy under a title that Excel allows, with its merged cells."""

    title: str
    sheet: SheetCopy
    covered: Mapping[tuple[int, int], int]  # (row, position) -> first row of its merged cell

    def cell(self, row: int, field: object) -> Cell:
        """Return where a field of a row stands; a row itself stands in its first filled cell."""
        column = self.sheet.columns_at(row).get(str(field))
        if column is None:
            cells = self.sheet.rows[row - 1] if row <= len(self.sheet.rows) else []
            column = next((place for place, cell in enumerate(cells) if cell), 0)
        return Cell(self.title, self.covered.get((row, column), row), column)


def title_sheets(sheets: Sequence[SheetCopy], reserved: str) -> dict[str, Titled]:
    """Return the sheets by their own names, each with a title of its own that Excel allows."""
    taken = {reserved.casefold(), "history"}  # Excel keeps that one for itself
    out = {}
    for sheet in sheets:
        stem = _NOT_IN_TITLES.sub(" ", sheet.name).strip("' ")[:_TITLE_LIMIT].rstrip("'") or "Hoja"
        title, number = stem, 2
        while title.casefold() in taken:
            ending = f" ({number})"
            title, number = stem[: _TITLE_LIMIT - len(ending)] + ending, number + 1
        taken.add(title.casefold())
        out[sheet.name] = Titled(title, sheet, find_covered(sheet))
    return out


def find_cell(finding: Finding, sheets: Mapping[str, Titled]) -> Cell | None:
    """Return the cell of a finding, the header's where it speaks of a column; None if of a file."""
    titled = sheets.get(str(finding["sheet_name"]))
    if titled is None:
        return None
    field, row = finding["field_name"], as_row(finding["source_row"])
    if row is None and field in titled.sheet.columns:
        row = titled.sheet.header_row
    return titled.cell(row, field) if row else None


def as_row(value: object) -> int | None:
    """Return a row number; a missing one may come as None or NaN."""
    return int(value) if isinstance(value, int | float) and value == value else None


def group_by_cell(
    findings: Iterable[Finding], cells: Iterable[Cell | None]
) -> dict[Cell, list[Finding]]:
    """Return the findings of each cell, the gravest first."""
    marks: dict[Cell, list[Finding]] = defaultdict(list)
    for finding, cell in zip(findings, cells, strict=True):
        if cell is not None:
            marks[cell].append(finding)
    for found in marks.values():
        found.sort(key=lambda finding: RANK[str(finding["severity"])])
    return marks


def word_comment(findings: Sequence[Finding]) -> str:
    """Return what a marked cell says: each finding and its remedy, Spanish first."""
    languages = (("es", 0, "Valor sugerido"), ("en", 1, "Suggested value"))
    parts = []
    for language, position, suggested in languages:
        for finding in findings:
            severity = SEVERITY_NAMES[str(finding["severity"])][position]
            lines = [
                f"{severity}: {finding[f'title_{language}']}",
                f"{finding[f'hint_{language}']}",
            ]
            if finding["suggested_value"]:
                lines.append(f"{suggested}: {finding['suggested_value']}")
            parts.append("\n".join(lines))
    text = "\n\n".join(parts)
    return text if len(text) <= _COMMENT_LIMIT else f"{text[: _COMMENT_LIMIT - 1]}…"


def find_covered(sheet: SheetCopy) -> dict[tuple[int, int], int]:
    """Return the cells that a merged one covers."""
    return {
        (row, column): first
        for first, last, column in sheet.merged
        for row in range(first + 1, min(last, len(sheet.rows)) + 1)
    }
