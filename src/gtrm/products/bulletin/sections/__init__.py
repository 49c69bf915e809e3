"""The sections of the bulletin: each is a folder here, placed by a line of `order.yml`.

A folder holds all that its section needs, under these names:

    __init__.py    `view(of, words)`: reads the release and returns what is shown, as plain data
    words.yml      its texts, {es, en}; `notes` say what its figures are, with their table
    section.html   its part of the web page: `s` is the view, `w` the words
    section.css    its look there, if it needs any of its own
    section.typ    `section(data, w, fold, step)`: its part of the PDF, a function of a height
    slide.py       `draw(sheet, data, words, place)`: its part of the slides
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from gtrm.products.bulletin.words import Words
from gtrm.products.texts import load_texts

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gtrm.products.bulletin.drawing import Place, Sheet
    from gtrm.products.bulletin.mesa_month import MesaMonth

FOLDER = Path(__file__).parent


class _Section(Protocol):
    """The module of a section."""

    def view(self, of: MesaMonth, words: Words) -> dict[str, Any]:
        """Return what the section shows: plain data, as it goes to the PDF's template as JSON.

        `is_short`: a row with little in it does not grow on the PDF's page. `is_strip`: it may
        take a row of its own below its neighbours there.
        """


class _Slide(Protocol):
    """The module `slide` of a section."""

    def draw(
        self, sheet: Sheet, data: Mapping[str, Any], words: Mapping[str, Any], at: Place
    ) -> None:
        """Draw the section into a place of the slide."""


@dataclass(frozen=True)
class Row:
    """Sections side by side on a page; `order.yml` says what the numbers are."""

    sections: tuple[str, ...]
    pdf: tuple[float, ...]
    slide: tuple[float, ...]
    grow: float
    most: float
    height: float
    gap: float


@cache
def pages() -> tuple[tuple[Row, ...], ...]:
    """Return the rows of each page."""
    read = cast("list[list[dict[str, Any]]]", load_texts(FOLDER / "order.yml"))
    return tuple(tuple(_row(**row) for row in page) for page in read)


def _row(sections: list[str], **said: Any) -> Row:  # noqa: ANN401 numbers and lists of them
    equal = [1] * len(sections)
    return Row(
        tuple(sections),
        tuple(said.get("pdf", equal)),
        tuple(said.get("slide", equal)),
        said.get("grow", 0),
        said.get("most", 1),
        said.get("height", 24),
        said.get("gap", 3),
    )


def names() -> list[str]:
    """Return the sections in their order."""
    return [name for page in pages() for row in page for name in row.sections]


def make(name: str, of: MesaMonth) -> dict[str, Any]:
    """Return a section's page model: `data` as its view, and its words `w`."""
    words = Words(of.language, FOLDER / name / "words.yml")
    module = cast("_Section", import_module(f"{__name__}.{name}"))
    return {"data": module.view(of, words), "w": words.texts}


def slide(name: str) -> _Slide:
    """Return a section's slide module."""
    return cast("_Slide", import_module(f"{__name__}.{name}.slide"))
