"""What slides are drawn with: places in millimetres, fitting text, panels, native charts, tables.

Charts and tables are PowerPoint's own: a hand can edit them.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION
from pptx.enum.dml import MSO_PATTERN
from pptx.enum.shapes import MSO_SHAPE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Mm, Pt

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    View = Mapping[str, Any]
    Series = Sequence[tuple[str, Sequence[float | None], int]]  # name, values, pattern
    Parts = Sequence[tuple[str, bool]]  # pieces of a paragraph: text, bold


def colour(hexadecimal: str) -> RGBColor:
    """Return a colour written as 'RRGGBB'."""
    made: RGBColor = RGBColor.from_string(hexadecimal)  # type: ignore[no-untyped-call]
    return made


NAVY, ACCENT, INK, SOFT = (colour(c) for c in ("0B3A57", "D9741A", "1C2A36", "51606D"))
WHITE, WASH, PEACH, PALE = (colour(c) for c in ("FFFFFF", "F2F5F8", "FFC48C", "9DB8CB"))
# As in the other editions: pattern, colour of its lines, colour behind them.
_PATTERNS = (
    (MSO_PATTERN.PERCENT_90, NAVY, NAVY),
    (MSO_PATTERN.PERCENT_20, colour("2F6B4A"), colour("B9D7C4")),
    (MSO_PATTERN.WIDE_UPWARD_DIAGONAL, colour("B4560A"), colour("EDA35C")),
    (MSO_PATTERN.NARROW_HORIZONTAL, colour("6B4A94"), colour("D8CDE6")),
    (MSO_PATTERN.SMALL_GRID, SOFT, WHITE),
)
_SPACED = r"[>=1000000]#\ ###\ ##0;[>=1000]#\ ##0;0"  # thousands apart by a space, everywhere
BAR, COLUMN = XL_CHART_TYPE.BAR_CLUSTERED, XL_CHART_TYPE.COLUMN_CLUSTERED
STACKED = XL_CHART_TYPE.BAR_STACKED
BOTTOM = MSO_ANCHOR.BOTTOM
_TITLE_HEIGHT = 7.0
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


@dataclass(frozen=True)
class Drawn:
    """What a chart shows: names of its categories, series, alternative text."""

    names: Sequence[str]
    series: Series
    alt: str


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
        at = Place(place.left + 4, place.top + 1, place.width - 5, _TITLE_HEIGHT)
        self.text(at, [[(title, True)]], Style(12, NAVY))
        return Place(
            place.left + 2,
            place.top + _TITLE_HEIGHT,
            place.width - 4,
            place.height - _TITLE_HEIGHT - 1,
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

    def chart(self, place: Place, kind: Any, drawn: Drawn) -> Any:  # noqa: ANN401
        """Draw a native chart and return it; in Spanish thousands are apart by a space."""
        spaced = self.language == "es"
        number_format = _SPACED if spaced else "#,##0"
        data = CategoryChartData(number_format=number_format)  # type: ignore[no-untyped-call]
        data.categories = list(drawn.names)
        for name, values, _ in drawn.series:
            data.add_series(name, list(values))  # type: ignore[no-untyped-call]
        frame = self.slide.shapes.add_chart(kind, *place.emu, data)
        describe(frame, drawn.alt.partition(".")[0], drawn.alt)
        chart = frame.chart
        chart.has_legend, chart.has_title, chart.font.size = False, False, Pt(9)
        chart.value_axis.visible = chart.value_axis.has_major_gridlines = False
        chart.value_axis.minimum_scale = 0
        chart.category_axis.has_major_gridlines = False
        chart.category_axis.reverse_order = kind != XL_CHART_TYPE.COLUMN_CLUSTERED  # first on top
        plot = chart.plots[0]
        plot.gap_width, plot.has_data_labels = 45, True
        plot.data_labels.font.size, plot.data_labels.font.bold = Pt(9), True
        if kind != XL_CHART_TYPE.BAR_STACKED:
            plot.data_labels.position = XL_LABEL_POSITION.OUTSIDE_END
        for series, (_, _, pattern) in zip(plot.series, drawn.series, strict=True):
            paint(series.format.fill, pattern)
        return chart

    def table(self, place: Place, lines: Sequence[Sequence[str]], name: str) -> None:
        """Draw a table whose first column is the widest; rows are as high as their texts need."""
        frame = self.slide.shapes.add_table(len(lines), len(lines[0]), *place.emu)
        describe(frame, name, name)
        columns, table = len(lines[0]), frame.table
        first = 0.27 if columns > 3 else 0.62
        widths = [first, *([(1 - first) / (columns - 1)] * (columns - 1))]
        needed = [
            max(_lines(text, place.width * w) for text, w in zip(line, widths, strict=True))
            for line in lines
        ]
        height = place.height / sum(needed)
        size = max(5.5, min(8.0, height * 72 / 25.4 / 1.25))
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Mm(place.width * width)
        for row, line, rows in zip(table.rows, lines, needed, strict=True):
            row.height = Mm(height * rows)
            for number, text in enumerate(line):
                _cell(row.cells[number], text, size, is_head=line is lines[0], is_first=number == 0)

    def glossary(self, place: Place, title: str, entries: Sequence[View]) -> None:
        """Write a panel of terms and what they mean."""
        inner = self.panel(place, title)
        self.text(inner, [[(f"{one['term']}. ", True), (one["text"], False)] for one in entries])


def one_line(place: Place, text: str, most: float) -> float:
    """Return the size in points, up to `most`, at which a bold text takes one line of a place."""
    return min(most, (place.width * 72 / 25.4 - 15) / (len(text) * 0.55))


def marked(name: str, figure: View) -> str:
    """Return a label that says it where there is no bar."""
    return name if figure["state"] == "reported" else f"{name} ({figure['text']})"


def paint(fill: Any, pattern: int) -> None:  # noqa: ANN401
    """Fill with the pattern of a number, the same in all editions."""
    form, front, behind = _PATTERNS[pattern % len(_PATTERNS)]
    fill.patterned()
    fill.pattern, fill.fore_color.rgb, fill.back_color.rgb = form, front, behind


def legend(chart: Any) -> None:  # noqa: ANN401
    """Put a chart's legend under it."""
    chart.has_legend = True
    chart.legend.position = XL_LEGEND_POSITION.BOTTOM
    chart.legend.include_in_layout = False


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


def _lines(text: str, width: float) -> int:
    """Return how many lines of 8 pt a text takes in a column of some millimetres."""
    room = max(1.0, (width - 2) / 1.6)
    return max(math.ceil(len(text) / room), math.ceil(max(map(len, text.split() or [""])) / room))


def _cell(cell: Any, text: str, size: float, *, is_head: bool, is_first: bool) -> None:  # noqa: ANN401
    cell.text, cell.vertical_anchor = text, MSO_ANCHOR.MIDDLE
    cell.margin_top = cell.margin_bottom = 0
    cell.margin_left = cell.margin_right = Mm(1)
    cell.fill.solid()
    cell.fill.fore_color.rgb = NAVY if is_head else WASH
    paragraph = cell.text_frame.paragraphs[0]
    paragraph.alignment = PP_ALIGN.LEFT if is_first else PP_ALIGN.RIGHT
    paragraph.font.size = Pt(round(size * 0.82, 1) if is_head else size)
    paragraph.font.bold = is_head or is_first
    paragraph.font.color.rgb = WHITE if is_head else INK
