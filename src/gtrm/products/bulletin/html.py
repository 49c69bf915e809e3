"""The HTML: one self-contained file, every figure with its source and a link to its meaning."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from gtrm.products import pages
from gtrm.products.bulletin import sections

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

_FOLDER = Path(__file__).parent / "page"


def render(view: Mapping[str, Any]) -> bytes:
    """Return the page of a view."""
    own = view["sections"]
    styles = [sections.FOLDER / name / "section.css" for name in own]
    page = pages.environment(_FOLDER, sections.FOLDER).get_template("bulletin.html")
    text = page.render(
        v=view,
        w=view["w"],
        notes={key: note for one in own.values() for key, note in _notes(one).items()},
        origins={name: list(_figures(one["data"])) for one in own.values() for name in _first(one)},
        style=pages.joined([_FOLDER / "bulletin.css", *filter(Path.is_file, styles)])["text"],
    )
    return text.encode("utf-8")


def _notes(section: Mapping[str, Any]) -> dict[str, Mapping[str, str]]:
    """Return what a section says of its figures: name, text and table by the note's key."""
    notes: dict[str, Mapping[str, str]] = section["w"].get("notes", {})
    return notes


def _first(section: Mapping[str, Any]) -> list[str]:
    """Return the name over a section's figures, or none if it has no figures."""
    return [note["name"] for note in _notes(section).values()][:1]


def _figures(node: object, names: tuple[str, ...] = ()) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every figure of a section's data, with the names on the way to it."""
    if isinstance(node, list):
        for one in node:
            yield from _figures(one, names)
    elif isinstance(node, dict):
        name = node.get("full") or node.get("name") or node.get("label")
        names = (*names, name) if name else names
        if "source" in node:
            yield ", ".join(names), node
        for child in node.values():
            yield from _figures(child, names)
