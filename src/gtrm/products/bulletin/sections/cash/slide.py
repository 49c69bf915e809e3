"""The section's slide part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gtrm.products.bulletin.drawing import BAR, NAVY, Drawn, Style, marked, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gtrm.products.bulletin.drawing import Place, Sheet

    View = Mapping[str, Any]


def draw(sheet: Sheet, data: View, words: View, at: Place) -> None:
    """Draw USD by mechanism under their total."""
    inner = sheet.panel(at, words["title"])
    if data["is_none"]:
        sheet.text(inner, [[(words["none"], False)]])
        return
    total = [(data["figure"]["text"], True), (f" {data['unit']}", False)]
    size = one_line(inner, "".join(text for text, _ in total), 20)
    sheet.text(inner, [total], Style(size, NAVY))
    if not data["rows"]:
        return
    names = [marked(row["name"], row["figure"]) for row in data["rows"]]
    values = [row["figure"]["value"] for row in data["rows"]]
    sheet.chart(inner.below(11), BAR, Drawn(names, [("", values, 0)], data["alt"]))
