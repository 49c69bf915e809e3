"""The texts of the slides."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from pptx.enum.text import MSO_ANCHOR

from gtrm.products.bulletin.deck_shapes import NAVY, WHITE, Place, Sheet, Style, one_line

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    View = Mapping[str, Any]


def hero(sheet: Sheet, view: View, place: Place) -> None:
    """Write the people reached, large, and how complete the month is."""
    words, people = view["w"], view["people"]
    sheet.box(place, NAVY)
    figure = people["figure"]
    inner = Place(place.left + 2, place.top + 5, place.width - 4, 22)
    if figure["state"] == "missing":
        sheet.text(inner, [[(words["no_people"], True)]], Style(18, WHITE))
    else:
        size = one_line(inner, figure["text"], 44 if figure["state"] == "reported" else 20)
        sheet.text(inner, [[(figure["text"], True)]], Style(size, WHITE))
        under = Place(inner.left, inner.top + 20, inner.width, 28)
        sheet.text(under, [[(words["people"], True)]], Style(11, WHITE))
        sheet.text(under.below(11), [[(people["note"], False)]], Style(colour=WHITE))
    without = people["without"]["sentence"] if people["without"] else ""
    told = [(without, True), (people["outside"], True), (people["overridden"], False)]
    told = [line for line in told if line[0]]
    lines = [[(people["completeness"]["sentence"], True)], *([line] for line in told)]
    at = Place(place.left + 2, place.top + place.height - 22, place.width - 4, 20)
    sheet.text(at, lines, Style(None if told else 10, WHITE, anchor=MSO_ANCHOR.BOTTOM))


def interventions(sheet: Sheet, view: View, place: Place) -> None:
    """Write the service days and what the office wrote."""
    words, days = view["w"], view["service_days"]["figures"]
    inner = sheet.panel(place, words["interventions"])
    if days:
        parts = [(f"{words['service_days']}:  ", True)]
        for figure in days:
            parts += [(f"{figure['text']} ", True), (f"{figure['label']}   ", False)]
        parts.append((f"({words['service_days_note']})", False))
        sheet.text(Place(inner.left, inner.top, inner.width, 7), [parts], Style(colour=NAVY))
        inner = inner.below(7)
    blocks = [
        [
            ("• " if block["item"] else "", False),
            *((run["text"], run["bold"]) for run in block["runs"]),
        ]
        for block in view["interventions"]["blocks"]
    ]
    sheet.text(inner, blocks or [[(words["interventions_none"], False)]])


def glossary(sheet: Sheet, place: Place, title: str, entries: Sequence[View]) -> None:
    """Write terms and what they mean."""
    inner = sheet.panel(place, title)
    sheet.text(inner, [[(f"{one['term']}. ", True), (one["text"], False)] for one in entries])
