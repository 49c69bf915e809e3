"""The section's slide part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gtrm.products.bulletin.drawing import BAR, Drawn, marked, paint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gtrm.products.bulletin.drawing import Place, Sheet

    View = Mapping[str, Any]


def draw(sheet: Sheet, data: View, words: View, at: Place) -> None:
    """Draw people by population."""
    rows = data["rows"]
    inner = sheet.panel(at, words["title"])
    names = [marked(row["name"], row["figure"]) for row in rows]
    values = [row["figure"]["value"] for row in rows]
    chart = sheet.chart(inner, BAR, Drawn(names, [("", values, 0)], data["alt"]))
    for number, row in enumerate(rows):
        paint(chart.plots[0].series[0].points[number].format.fill, row["pattern"])
