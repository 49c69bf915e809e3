"""What slides are drawn with: places in millimetres, text of a size that fits, panels."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pptx.dml.color import RGBColor
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Mm, Pt

if TYPE_CHECKING:
    from collections.abc import Sequence

    Parts = Sequence[tuple[str, bool]]  # pieces of a paragraph: text, bold


def colour(hexadecimal: str) -> RGBColor:
    """Return a colour written as 'RRGGBB'."""
    made: RGBColor = RGBColor.from_string(hexadecimal)  # type: ignore[no-untyped-call]
    return made


NAVY, ACCENT, INK, SOFT = (colour(c) for c in ("0B3A57", "D9741A", "1C2A36", "51606D"))
WHITE, WASH, PEACH = (colour(c) for c in ("FFFFFF", "F2F5F8", "FFC48C"))
TITLE_HEIGHT = 7.0
_FONT = "Calibri"


@dataclass(frozen=True)
class Place:
    """A rectangle on the slide, in millimetres."""

    left: float
    top: float
    width: float
    height: float

    @property
    def emu(self) -> tuple[int, int, int, int]:
        """The rectangle in the unit of Office files."""
        return Mm(self.left), Mm(self.top), Mm(self.width), Mm(self.height)

    def below(self, used: float) -> Place:
        """Return what is left under the first `used` millimetres."""
        return Place(self.left, self.top + used, self.width, self.height - used)


@dataclass(frozen=True)
class Style:
    """How a text looks; a size of None is the largest, up to 11 pt, at which it fits."""

    size: float | None = None
    colour: RGBColor = INK
    align: Any = PP_ALIGN.LEFT
    anchor: Any = MSO_ANCHOR.TOP


class Sheet:
    """One slide."""

    def __init__(self, slide: Any, language: str) -> None:  # noqa: ANN401 python-pptx has no type
        self.slide, self.language = slide, language

    def box(self, place: Place, colour: RGBColor, shape: Any = MSO_SHAPE.RECTANGLE) -> Any:  # noqa: ANN401
        """Draw a filled rectangle; it is decoration, so it has no name to be read out."""
        drawn = self.slide.shapes.add_shape(shape, *place.emu)
        drawn.fill.solid()
        drawn.fill.fore_color.rgb = colour
        drawn.line.fill.background()
        drawn.shadow.inherit = False
        return drawn

    def text(self, place: Place, paragraphs: Sequence[Parts], style: Style = Style()) -> None:
        """Write paragraphs into a box."""
        frame = self.slide.shapes.add_textbox(*place.emu).text_frame
        _write(frame, paragraphs, style, style.size or fitting(place, paragraphs))

    def panel(self, place: Place, title: str) -> Place:
        """Draw a panel with its title; return the place that is left in it."""
        self.box(place, WASH)
        self.box(Place(place.left + 2.5, place.top + 2.2, 1, 4), ACCENT)
        at = Place(place.left + 4, place.top + 1, place.width - 5, TITLE_HEIGHT)
        self.text(at, [[(title, True)]], Style(12, NAVY))
        return Place(
            place.left + 2,
            place.top + TITLE_HEIGHT,
            place.width - 4,
            place.height - TITLE_HEIGHT - 1,
        )

    def band(self, height: float, title: str, above: str, under: str) -> None:
        """Draw the head of the page with the slide's title."""
        self.box(Place(0, 0, 210, height), NAVY)
        self.box(Place(0, height, 210, 0.9), ACCENT)
        self.text(Place(11, 2, 140, 6), [[(above.upper(), False)]], Style(8, WHITE))
        holder = self.slide.shapes.title
        holder.left, holder.top, holder.width, holder.height = Place(11, 6, 122, 11).emu
        self.slide.shapes._spTree.append(holder._element)  # in front of the band
        _write(holder.text_frame, [[(title, True)]], Style(colour=WHITE), 22)
        if under:
            self.text(Place(11, 18, 122, 8), [[(under, False)]], Style(9.5, WHITE))

    def when(self, month: str, published: str) -> None:
        """Write the month and when the release was published."""
        place = Place(128, 5, 71, 18)
        self.text(place, [[(month, True)]], Style(14, PEACH, PP_ALIGN.RIGHT))
        self.text(place.below(8), [[(published, False)]], Style(8, WHITE, PP_ALIGN.RIGHT))

    def badge(self, height: float, words: str) -> None:
        """Write at the foot of the head who the page is for, if not for everybody."""
        if words:
            place = Place(171, height - 7, 28, 5.5)
            self.box(place, WHITE)
            style = Style(9, NAVY, PP_ALIGN.CENTER, MSO_ANCHOR.MIDDLE)
            self.text(place, [[(words.upper(), True)]], style)

    def foot(self, source: str, page: str) -> None:
        """Write the source and the page number."""
        self.text(Place(11, 286, 140, 6), [[(source, False)]], Style(8, SOFT))
        self.text(Place(150, 286, 49, 6), [[(page, False)]], Style(8, SOFT, PP_ALIGN.RIGHT))


def one_line(place: Place, text: str, most: float) -> float:
    """Return the size in points, up to `most`, at which a bold text takes one line of a place."""
    return min(most, (place.width * 72 / 25.4 - 15) / (len(text) * 0.55))


def describe(frame: Any, name: str, text: str) -> None:  # noqa: ANN401
    """Give a chart or table its name and alternative text."""
    properties = frame._element.xpath(".//p:cNvPr")[0]  # python-pptx has no call
    properties.set("name", name)
    properties.set("descr", text)


def fitting(place: Place, paragraphs: Sequence[Parts]) -> float:
    """Return the size in points (6 to 11) at which the text fits its place.

    A letter is about 0.5 of the size wide and a line 1.25 high.
    """
    width, height = place.width * 72 / 25.4 - 12, place.height * 72 / 25.4 - 6
    lengths = [sum(len(text) for text, _ in parts) for parts in paragraphs]
    for size in (11, 10.5, 10, 9.5, 9, 8.5, 8, 7.5, 7, 6.5):
        lines = sum(math.ceil(length * size * 0.5 / width) for length in lengths)
        if lines * size * 1.25 <= height:
            return size
    return 6


def _write(frame: Any, paragraphs: Sequence[Parts], style: Style, size: float) -> None:  # noqa: ANN401
    frame.word_wrap = True
    frame.vertical_anchor = style.anchor
    for number, parts in enumerate(paragraphs):
        paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
        paragraph.alignment = style.align
        for words, bold in parts:
            run = paragraph.add_run()
            run.text, run.font.bold, run.font.size = words, bold, Pt(size)
            run.font.name, run.font.color.rgb = _FONT, style.colour
