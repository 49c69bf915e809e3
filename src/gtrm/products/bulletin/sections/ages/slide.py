"""The section's slide part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gtrm.products.bulletin.drawing import BAR, Drawn, Place, Style, colour, marked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gtrm.products.bulletin.drawing import Sheet

    View = Mapping[str, Any]

_TONES = (colour("8C2F4B"), colour("DBA3B3"))  # women, men


def draw(sheet: Sheet, data: View, words: View, at: Place) -> None:
    """Draw people by sex and age; who stands beside that scheme is a line of text."""
    inner = sheet.panel(at, words["title"])
    names = [marked(row["name"], row["figure"]) for row in data["rows"]]
    values = [row["figure"]["value"] for row in data["rows"]]
    others = "; ".join(f"{other['name']}: {other['figure']['text']}" for other in data["others"])
    if not names:
        sheet.text(inner, [[(words["no_data"], False)]])
        return
    room = Place(inner.left, inner.top, inner.width, inner.height - 6)
    chart = sheet.chart(room, BAR, Drawn(names, [("", values, 0)], data["alt"]))
    for number, row in enumerate(data["rows"]):
        fill = chart.plots[0].series[0].points[number].format.fill
        fill.solid()
        fill.fore_color.rgb = _TONES[row["tone"]]
    sheet.text(inner.below(inner.height - 7), [[(others, False)]], Style(9))
