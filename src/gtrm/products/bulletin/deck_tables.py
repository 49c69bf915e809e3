"""The tables of the slides."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Mm, Pt

from gtrm.products.bulletin.deck_shapes import INK, NAVY, WASH, WHITE, Place, Sheet, describe

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    View = Mapping[str, Any]


def response(sheet: Sheet, view: View, place: Place) -> None:
    """Write people by subgroup and population, and the organisations."""
    words, data = view["w"], view["response"]
    heads = [words["subgroup"], words["total"], *(head["name"] for head in data["heads"])]
    lines = [
        [
            row["name"],
            *(_short(figure, words) for figure in (row["total"], *row["cells"])),
            _short(row["organisations"], words),
        ]
        for row in data["rows"]
    ]
    _table(sheet, place, [[*heads, words["organisations"]], *lines], words["response"])


def activities(sheet: Sheet, view: View, place: Place) -> None:
    """Write the main activities with quantity and unit."""
    words = view["w"]
    inner = sheet.panel(place, words["activities"])
    lines = [
        [item["name"], item["figure"]["text"], item["unit"]] for item in view["activities"]["items"]
    ]
    if lines:
        head = [words["activity"], words["quantity"], words["unit"]]
        _table(sheet, inner, [head, *lines], words["activities"])
    else:
        sheet.text(inner, [[(words["activities_none"], False)]])


def _table(sheet: Sheet, place: Place, lines: Sequence[Sequence[str]], name: str) -> None:
    """Draw a table whose first column is the widest; rows are as high as their texts need."""
    frame = sheet.slide.shapes.add_table(len(lines), len(lines[0]), *place.emu)
    describe(frame, name, name)
    columns, table = len(lines[0]), frame.table
    first = 0.27 if columns > 3 else 0.62
    widths = [first, *([(1 - first) / (columns - 1)] * (columns - 1))]
    needed = [
        max(_lines(text, place.width * w) for text, w in zip(line, widths, strict=True))
        for line in lines
    ]
    height = place.height / sum(needed)
    size = max(5.5, min(8.0, height * 72 / 25.4 / 1.25))
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(place.width * width)
    for row, line, rows in zip(table.rows, lines, needed, strict=True):
        row.height = Mm(height * rows)
        for number, text in enumerate(line):
            _cell(row.cells[number], text, size, is_head=line is lines[0], is_first=number == 0)


def _lines(text: str, width: float) -> int:
    """Return how many lines of 8 pt a text takes in a column of some millimetres."""
    room = max(1.0, (width - 2) / 1.6)
    return max(math.ceil(len(text) / room), math.ceil(max(map(len, text.split() or [""])) / room))


def _cell(cell: Any, text: str, size: float, *, is_head: bool, is_first: bool) -> None:  # noqa: ANN401
    cell.text, cell.vertical_anchor = text, MSO_ANCHOR.MIDDLE
    cell.margin_top = cell.margin_bottom = 0
    cell.margin_left = cell.margin_right = Mm(1)
    cell.fill.solid()
    cell.fill.fore_color.rgb = NAVY if is_head else WASH
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT if is_first else PP_ALIGN.RIGHT
    paragraph.font.size = Pt(round(size * 0.82, 1) if is_head else size)
    paragraph.font.bold = is_head or is_first
    paragraph.font.color.rgb = WHITE if is_head else INK


def _short(figure: View, words: View) -> str:
    marks = {"withheld": words["withheld_short"], "missing": words["none_short"]}
    return str(marks.get(figure["state"], figure["text"]))
