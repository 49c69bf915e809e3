"""The section's slide part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gtrm.products.bulletin.drawing import COLUMN, NAVY, PALE, Drawn, Place, Style
from gtrm.products.bulletin.words import capital

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gtrm.products.bulletin.drawing import Sheet

    View = Mapping[str, Any]


def draw(sheet: Sheet, data: View, words: View, at: Place) -> None:
    """Draw people by month; a month without data is a gap that a line of text names."""
    bars = data["bars"]
    inner = sheet.panel(at, words["title"])
    names = [f"{bar['label']} {bar['year']}".strip() for bar in bars]
    values = [bar["figure"]["value"] for bar in bars]
    room = Place(inner.left, inner.top, inner.width, inner.height - 6)
    chart = sheet.chart(room, COLUMN, Drawn(names, [("", values, 0)], data["alt"]))
    for number, bar in enumerate(bars):
        fill = chart.plots[0].series[0].points[number].format.fill
        fill.solid()
        fill.fore_color.rgb = NAVY if bar["now"] else PALE
    gaps: dict[str, list[str]] = {}
    for bar in bars:
        if bar["figure"]["value"] is None:
            gaps.setdefault(bar["figure"]["text"], []).append(bar["label"])
    told = "; ".join(f"{capital(mark)}: {', '.join(months)}" for mark, months in gaps.items())
    sheet.text(inner.below(inner.height - 6), [[(told, False)]], Style(7.5))
