"""The section's slide part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gtrm.products.bulletin.drawing import NAVY, Place, Style

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gtrm.products.bulletin.drawing import Sheet

    View = Mapping[str, Any]


def draw(sheet: Sheet, data: View, words: View, at: Place) -> None:
    """Write the service days and what the office wrote."""
    inner = sheet.panel(at, words["title"])
    if data["days"]:
        parts = [(f"{words['service_days']}:  ", True)]
        for figure in data["days"]:
            parts += [(f"{figure['text']} ", True), (f"{figure['label']}   ", False)]
        parts.append((f"({words['service_days_note']})", False))
        sheet.text(Place(inner.left, inner.top, inner.width, 7), [parts], Style(colour=NAVY))
        inner = inner.below(7)
    blocks = [
        [
            ("• " if block["item"] else "", False),
            *((run["text"], run["bold"]) for run in block["runs"]),
        ]
        for block in data["blocks"]
    ]
    sheet.text(inner, blocks or [[(words["none"], False)]])
