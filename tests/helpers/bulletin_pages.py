"""Reading bulletins back: text, numbers and alternative texts of the PDF, figures of the HTML."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb
import font_source_sans_pro
from PIL import ImageFont
from pypdf import PdfReader
from pypdf._text_extraction import mult

if TYPE_CHECKING:
    from collections.abc import Iterator

_SPACE = "\u202f"
_NUMBER = re.compile(rf"\d{{1,3}}(?:{_SPACE}\d{{3}})+|\d+")
# Words with digits in them, which are no figures.
_WORDS = re.compile(
    r"5W|2021-09-r1|menores de 18|18 a más|de 1 a 4 personas|eje 4|versión 1|Página \d de 2"
    r"|\d+ de [a-z]+( de \d{4})?|[Ss]eptiembre de 2021|y \d+ más en"
    r"|oct (nov dic ene .*?)?2020|\b2020\b|\b2021\b"
)
# What the bulletin of Tacna, September 2021, published: people, subgroups, organisations,
# activities and cash, service days.
PEOPLE = {2953, 686, 69, 2198}
_SUBGROUPS = {3446, 555, 618, 149, 54, 811, 34, 2601, 496, 59, 0, 289, 58, 271, 142, 7}
_OUTPUTS = {1490, 454, 27, 244, 2251, 150, 620, 255, 54, 86348}
PUBLISHED = PEOPLE | _SUBGROUPS | {6, 4, 12, 3, 1} | _OUTPUTS | {3, 159, 224}


def pdf_pages(path: Path) -> list[str]:
    """Return the text of each page, its words one space apart."""
    return [
        re.sub(r"[ \n\u00ad]+", " ", page.extract_text()) for page in PdfReader(str(path)).pages
    ]


@dataclass(frozen=True)
class Placed:
    """A text of a PDF: where it begins and ends, in points from the page's lower left, its size."""

    words: str
    left: float
    right: float
    y: float
    size: float


def placed_texts(path: Path) -> list[list[Placed]]:
    """Return the texts of each page."""
    pages = []
    for page in PdfReader(str(path)).pages:
        noted: list[tuple[Any, ...]] = []
        page.extract_text(visitor_text=lambda *said, noted=noted: noted.append(said))
        pages.append([_placed(*said) for said in noted if said[0].strip(" \n")])
    return pages


def _placed(text: str, outer: Any, inner: Any, font: Any, size: float) -> Placed:
    words, at = text.strip(" \n"), mult(inner, outer)
    real = size * abs(at[3])
    width = _face(font["/BaseFont"].partition("+")[2]).getlength(words) * real / 100
    return Placed(words, at[4], at[4] + width, at[5], real)


@cache
def _face(name: str) -> ImageFont.FreeTypeFont:
    folder = Path(str(font_source_sans_pro.__file__)).parent / "files"
    return ImageFont.truetype(str(folder / f"{name}.ttf"), 100)


def numbers(text: str) -> set[int]:
    """Return every number of a text; 2 953 is one."""
    return {int(found.replace(_SPACE, "")) for found in _NUMBER.findall(text)}


def figures_of(pages: list[str]) -> set[int]:
    """Return every number of a Spanish bulletin's pages that is a figure."""
    return numbers(_WORDS.sub("", " ".join(pages)))


def pdf_figures(path: Path) -> list[str | None]:
    """Return the alternative text of every figure of a tagged PDF."""
    root = PdfReader(str(path)).trailer["/Root"]["/StructTreeRoot"]
    return [element.get("/Alt") for element in _elements(root) if element.get("/S") == "/Figure"]


def _elements(element: Any) -> Iterator[Any]:
    yield element
    children = element.get("/K", [])
    for child in children if isinstance(children, list) else [children]:
        child = child.get_object() if hasattr(child, "get_object") else child
        if hasattr(child, "get") and "/S" in child:
            yield from _elements(child)


class Page(HTMLParser):
    """An HTML bulletin: its figures as (source, state, text), ids and links."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.figures: list[tuple[str, str, str]] = []
        self.ids: set[str] = set()
        self.links: set[str] = set()
        self.titles: list[tuple[str, str | None]] = []
        self._open: dict[str, str | None] | None = None
        self.text = ""
        self.feed(path.read_text(encoding="utf-8"))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        self.ids |= {str(found["id"])} if "id" in found else set()
        self.links |= {str(found["href"])} if "href" in found else set()
        if tag == "svg" and found.get("aria-hidden") != "true":
            self.titles.append((str(found.get("role")), found.get("aria-labelledby")))
        if "data-source" in found:
            self._open = found
            self.text = ""

    def handle_data(self, data: str) -> None:
        self.text += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._open is not None:
            source, state = str(self._open["data-source"]), str(self._open["data-state"])
            self.figures.append((source, state, self.text))
            self._open = None


def value_at(connection: duckdb.DuckDBPyConnection, source: str) -> int:
    """Return what a source ('table|key=value,...,column', parts by +, tables by ;) adds up to."""
    total = 0
    for of_table in source.split(";"):
        table, _, keys = of_table.partition("|")
        for key in keys.split("+"):
            *pairs, column = key.split(",")
            where = " and ".join(f"{name}::varchar = ?" for name, _ in map(_pair, pairs))
            wanted = [value for _, value in map(_pair, pairs)]
            rows = connection.execute(f"select {column} from {table} where {where}", wanted)
            total += sum(row[0] for row in rows.fetchall())
    return int(total)


def _pair(text: str) -> tuple[str, str]:
    name, _, value = text.partition("=")
    return name, value
