"""The section's slide part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gtrm.products.bulletin.drawing import STACKED, Drawn, Place, legend

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gtrm.products.bulletin.drawing import Sheet

    View = Mapping[str, Any]


def draw(sheet: Sheet, data: View, words: View, at: Place) -> None:
    """Draw people by subgroup and population, with the figures and the organisations beside it."""
    inner = sheet.panel(at, words["title"])
    rows = data["rows"]
    if not rows:
        sheet.text(inner, [[(words["none"], False)]])
        return
    if data["heads"]:
        series = [
            (head["name"], [row["cells"][number]["value"] for row in rows], head["pattern"])
            for number, head in enumerate(data["heads"])
        ]
        names = [row["name"] for row in rows]
        room = Place(inner.left, inner.top, 80, inner.height)
        chart = sheet.chart(room, STACKED, Drawn(names, series, data["alt"]))
        chart.plots[0].has_data_labels = False
        legend(chart)
    right = Place(inner.left + 82, inner.top, inner.width - 82, inner.height)
    heads = [words["subgroup"], words["total"], *(head["name"] for head in data["heads"])]
    lines = [
        [
            row["name"],
            *(_short(figure, words) for figure in (row["total"], *row["cells"])),
            _short(row["organisations"], words),
        ]
        for row in rows
    ]
    sheet.table(right, [[*heads, words["organisations"]], *lines], words["title"])


def _short(figure: View, words: View) -> str:
    marks = {"withheld": words["withheld_short"], "missing": words["none_short"]}
    return str(marks.get(figure["state"], figure["text"]))
