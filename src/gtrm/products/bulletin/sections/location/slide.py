"""The section's slide part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pptx.enum.text import PP_ALIGN
from pptx.util import Pt

from gtrm.products.bulletin.drawing import INK, NAVY, PALE, WHITE, Place, Style, describe

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gtrm.products.bulletin.drawing import Sheet

    View = Mapping[str, Any]


def draw(sheet: Sheet, data: View, words: View, at: Place) -> None:
    """Draw the regions as tiles, the mesa's filled, in one group with an alternative text."""
    inner = sheet.panel(at, words["title"])
    side = min(inner.width / 5, (inner.height - 8) / 9)
    group = sheet.slide.shapes.add_group_shape()
    for tile in data["tiles"]:
        place = Place(
            inner.left + side * tile["col"],
            inner.top + 7 + side * tile["row"],
            side - 0.5,
            side - 0.5,
        )
        drawn = group.shapes.add_shape(1, *place.emu)
        drawn.fill.solid()
        drawn.fill.fore_color.rgb = NAVY if tile["on"] else WHITE
        drawn.line.color.rgb = PALE
        drawn.shadow.inherit = False
        frame = drawn.text_frame
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        frame.text, frame.word_wrap = tile["label"], False
        frame.paragraphs[0].alignment = PP_ALIGN.CENTER
        frame.paragraphs[0].font.size = Pt(7)
        frame.paragraphs[0].font.color.rgb = WHITE if tile["on"] else INK
    describe(group, data["caption"], data["alt"])
    sheet.text(inner, [[(data["caption"], False)]], Style(9))
