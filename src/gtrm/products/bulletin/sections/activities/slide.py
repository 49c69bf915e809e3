"""The section's slide part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gtrm.products.bulletin.drawing import Place, Sheet

    View = Mapping[str, Any]


def draw(sheet: Sheet, data: View, words: View, at: Place) -> None:
    """Write the main activities with quantity and unit."""
    inner = sheet.panel(at, words["title"])
    lines = [[item["name"], item["figure"]["text"], item["unit"]] for item in data["items"]]
    if lines:
        head = [words["activity"], words["quantity"], words["unit"]]
        sheet.table(inner, [head, *lines], words["title"])
    else:
        sheet.text(inner, [[(words["none"], False)]])
