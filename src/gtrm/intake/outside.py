"""Rows of a 5W that stand outside the tables that were read: on another sheet, above a header.

Nothing is read by guess: a sheet without a header may go on with the table before it, in its
columns or in others, and a wrong guess would move figures. The rows are told with the people that
hang on them, and the partner moves them below a header. Lists, instructions and pivots are no rows:
a row must hold a figure where the table has figures, no words there, and two or more things that
the table's own rows say in the same column (a month, yes or no, the same names).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gtrm.cycle import parse_month
from gtrm.intake.columns import cell, is_figure, number_of, sum_text
from gtrm.intake.notices import Notice
from gtrm.intake.tables import row_range
from gtrm.normal import normalise

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gtrm.intake.headers import Header
    from gtrm.intake.templates import Template
    from gtrm.intake.workbook import Sheet

_LEAST = 2  # cells that fit their column
_SHIFTS = (0, -1, 1, -2, 2)  # columns that a continuation may stand to the side
_YES_NO = ("rmrp_activity", "cva", "covid19", "support_space", "implementation_setup")
_ANSWERS = {"si", "no", "yes"}


@dataclass
class _Layout:
    """Where the fields of a table stand, and what its rows say in them."""

    header: Header
    figures: list[int] = field(default_factory=list)
    texts: dict[int, set[str]] = field(default_factory=dict)
    yes_no: set[int] = field(default_factory=set)
    month: int = -1

    def fits(self, cells: Sequence[str | None], shift: int) -> bool:
        """Whether a row may belong to the table, `shift` columns to the right of it."""
        counted = [text for at in self.figures if (text := _at(cells, at + shift))]
        if not any(number_of(text) for text in counted) or not all(map(is_figure, counted)):
            return False
        told = [(at, text) for at in self.texts if (text := _at(cells, at + shift))]
        return sum(self._says(at, text) for at, text in told) >= _LEAST

    def _says(self, at: int, text: str) -> bool:
        if at == self.month:
            return parse_month(text, "2000-01")[0] is not None
        plain = normalise(text)
        return plain in self.texts[at] or (at in self.yes_no and plain in _ANSWERS)


def find_notices(
    sheets: Sequence[Sheet], headers: Sequence[Header], passed_over: set[str]
) -> Iterator[tuple[str, Notice]]:
    """Yield, by sheet, the rows of a 5W that no table holds.

    Args:
        sheets: All of a file, hidden ones too.
        headers: Of the tables that are read.
        passed_over: Names of sheets of which is told already that they are not read.
    """
    by_name = {sheet.name: sheet for sheet in sheets}
    layouts = [_layout(by_name[header.sheet], header) for header in headers]
    for sheet in sheets:
        if sheet.name in passed_over:
            continue
        own = [header for header in headers if header.sheet == sheet.name]
        outside = {
            number: cells
            for number, cells in enumerate(sheet.rows, start=1)
            if any(cells) and not any(_spans(header, number) for header in own)
        }
        if found := _best(outside, layouts):
            yield sheet.name, found


def _best(rows: Mapping[int, Sequence[str | None]], layouts: Sequence[_Layout]) -> Notice | None:
    """The finding about the rows that fit a table, by the table and shift that most rows fit."""
    fitting: list[int] = []
    for layout in layouts:
        for shift in _SHIFTS:
            here = [number for number, cells in rows.items() if layout.fits(cells, shift)]
            if len(here) > len(fitting):
                fitting, best, moved = here, layout, shift
    if not fitting:
        return None
    at = best.header.columns.get("total_beneficiaries", -1) + moved
    people = [text for number in fitting if (text := _at(rows[number], at))]
    words = {
        "rows": row_range(fitting),
        "sum_es": f", {total} personas" if (total := sum_text(people, ".")) else "",
        "sum_en": f", {total} people" if (total := sum_text(people, ",")) else "",
    }
    return Notice("outside_table", value=str(len(fitting)), words=words)


def _spans(header: Header, number: int) -> bool:
    """Whether a row belongs to a table: below its header, the header, or the title between two."""
    return (
        number == header.row or header.owns(number) or 0 < header.title_from <= number < header.row
    )


def _layout(sheet: Sheet, header: Header) -> _Layout:
    template: Template = header.template
    layout = _Layout(header, month=header.columns.get("month", -1))
    for name, at in header.columns.items():
        if template.counts(name):
            layout.figures.append(at)
            continue
        layout.texts[at] = set()
        if name in _YES_NO:
            layout.yes_no.add(at)
    for cells in sheet.rows[header.row : header.last]:
        for at, said in layout.texts.items():
            if text := cell(cells, at):
                said.add(normalise(text))
    return layout


def _at(cells: Sequence[str | None], position: int) -> str | None:
    return cell(cells, position) if position >= 0 else None
