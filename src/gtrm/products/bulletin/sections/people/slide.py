"""The section's slide part."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gtrm.products.bulletin.drawing import BOTTOM, NAVY, WHITE, Place, Sheet, Style, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping

    View = Mapping[str, Any]


def draw(sheet: Sheet, data: View, words: View, at: Place) -> None:
    """Write the people reached, large, and how complete the month is."""
    sheet.box(at, NAVY)
    figure = data["figure"]
    inner = Place(at.left + 2, at.top + 5, at.width - 4, 22)
    if figure["state"] == "missing":
        sheet.text(inner, [[(words["none"], True)]], Style(18, WHITE))
    else:
        size = one_line(inner, figure["text"], 44 if figure["state"] == "reported" else 20)
        sheet.text(inner, [[(figure["text"], True)]], Style(size, WHITE))
        under = Place(inner.left, inner.top + 20, inner.width, 28)
        sheet.text(under, [[(words["people"], True)]], Style(11, WHITE))
        sheet.text(under.below(11), [[(data["note"], False)]], Style(colour=WHITE))
    without = data["without"]["sentence"] if data["without"] else ""
    told = [(without, True), (data["outside"], True), (data["overridden"], False)]
    told = [line for line in told if line[0]]
    lines = [[(data["completeness"]["sentence"], True)], *([line] for line in told)]
    foot = Place(at.left + 2, at.top + at.height - 22, at.width - 4, 20)
    sheet.text(foot, lines, Style(None if told else 10, WHITE, anchor=BOTTOM))
