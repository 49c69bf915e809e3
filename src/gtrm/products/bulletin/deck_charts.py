"""The native charts and tables of the slides: what a hand can edit in PowerPoint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pptx.chart.data import CategoryChartData
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION, XL_LEGEND_POSITION
from pptx.enum.dml import MSO_PATTERN
from pptx.enum.text import PP_ALIGN
from pptx.util import Pt

from gtrm.products.bulletin import deck_tables
from gtrm.products.bulletin.deck_shapes import (
    INK,
    NAVY,
    WHITE,
    Place,
    Sheet,
    Style,
    colour,
    describe,
    one_line,
)
from gtrm.products.bulletin.words import capital

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    View = Mapping[str, Any]
    Series = Sequence[tuple[str, Sequence[float | None], int]]  # name, values, pattern


@dataclass(frozen=True)
class Drawn:
    """What a chart shows: names of its categories, series, alternative text."""

    names: Sequence[str]
    series: Series
    alt: str


_PALE = colour("9DB8CB")
_TONES = (colour("8C2F4B"), colour("DBA3B3"))  # women, men
# As in the other editions: pattern, colour of its lines, colour behind them.
_PATTERNS = (
    (MSO_PATTERN.PERCENT_90, NAVY, NAVY),
    (MSO_PATTERN.PERCENT_20, colour("2F6B4A"), colour("B9D7C4")),
    (MSO_PATTERN.WIDE_UPWARD_DIAGONAL, colour("B4560A"), colour("EDA35C")),
    (MSO_PATTERN.NARROW_HORIZONTAL, colour("6B4A94"), colour("D8CDE6")),
    (MSO_PATTERN.SMALL_GRID, colour("51606D"), WHITE),
)
_SPACED = r"[>=1000000]#\ ###\ ##0;[>=1000]#\ ##0;0"  # thousands apart by a space, everywhere


def populations(sheet: Sheet, view: View, place: Place) -> None:
    """Draw people by population."""
    data, rows = view["populations"], view["populations"]["rows"]
    inner = sheet.panel(place, view["w"]["by_population"])
    names = [_marked(row["name"], row["figure"]) for row in rows]
    values = [row["figure"]["value"] for row in rows]
    chart = _chart(
        sheet, inner, XL_CHART_TYPE.BAR_CLUSTERED, Drawn(names, [("", values, 0)], data["alt"])
    )
    for number, row in enumerate(rows):
        _paint(chart.plots[0].series[0].points[number].format.fill, row["pattern"])


def ages(sheet: Sheet, view: View, place: Place) -> None:
    """Draw people by sex and age; who stands beside that scheme is a line of text."""
    data, words = view["ages"], view["w"]
    inner = sheet.panel(place, words["by_age_sex"])
    names = [_marked(row["name"], row["figure"]) for row in data["rows"]]
    values = [row["figure"]["value"] for row in data["rows"]]
    others = "; ".join(f"{other['name']}: {other['figure']['text']}" for other in data["others"])
    if not names:
        sheet.text(inner, [[(words["no_data"], False)]])
        return
    room = Place(inner.left, inner.top, inner.width, inner.height - 6)
    drawn = Drawn(names, [("", values, 0)], data["alt"])
    points = _chart(sheet, room, XL_CHART_TYPE.BAR_CLUSTERED, drawn).plots[0].series[0].points
    for number, row in enumerate(data["rows"]):
        fill = points[number].format.fill
        fill.solid()
        fill.fore_color.rgb = _TONES[row["tone"]]
    sheet.text(inner.below(inner.height - 7), [[(others, False)]], Style(9))


def trend(sheet: Sheet, view: View, place: Place) -> None:
    """Draw people by month; a month without data is a gap that a line of text names."""
    bars, words = view["trend"]["bars"], view["w"]
    inner = sheet.panel(place, words["trend"])
    names = [f"{bar['label']} {bar['year']}".strip() for bar in bars]
    values = [bar["figure"]["value"] for bar in bars]
    room = Place(inner.left, inner.top, inner.width, inner.height - 6)
    chart = _chart(
        sheet,
        room,
        XL_CHART_TYPE.COLUMN_CLUSTERED,
        Drawn(names, [("", values, 0)], view["trend"]["alt"]),
    )
    for number, bar in enumerate(bars):
        fill = chart.plots[0].series[0].points[number].format.fill
        fill.solid()
        fill.fore_color.rgb = NAVY if bar["now"] else _PALE
    gaps: dict[str, list[str]] = {}
    for bar in bars:
        if bar["figure"]["value"] is None:
            gaps.setdefault(bar["figure"]["text"], []).append(bar["label"])
    told = "; ".join(f"{capital(mark)}: {', '.join(months)}" for mark, months in gaps.items())
    sheet.text(inner.below(inner.height - 6), [[(told, False)]], Style(7.5))


def response(sheet: Sheet, view: View, place: Place) -> None:
    """Draw people by subgroup and population, with the figures and the organisations beside it."""
    data, words = view["response"], view["w"]
    inner = sheet.panel(place, words["response"])
    rows = data["rows"]
    if not rows:
        sheet.text(inner, [[(words["response_none"], False)]])
        return
    if data["heads"]:
        series = [
            (head["name"], [row["cells"][number]["value"] for row in rows], head["pattern"])
            for number, head in enumerate(data["heads"])
        ]
        names = [row["name"] for row in rows]
        room = Place(inner.left, inner.top, 80, inner.height)
        chart = _chart(sheet, room, XL_CHART_TYPE.BAR_STACKED, Drawn(names, series, data["alt"]))
        chart.plots[0].has_data_labels = False
        _legend(chart)
    right = Place(inner.left + 82, inner.top, inner.width - 82, inner.height)
    deck_tables.response(sheet, view, right)


def cash(sheet: Sheet, view: View, place: Place) -> None:
    """Draw USD by mechanism under their total."""
    words, data = view["w"], view["cash"]
    inner = sheet.panel(place, words["cash"])
    if data["is_none"]:
        sheet.text(inner, [[(words["cash_none"], False)]])
        return
    total = [(data["figure"]["text"], True), (f" {data['unit']}", False)]
    size = one_line(inner, "".join(text for text, _ in total), 20)
    sheet.text(inner, [total], Style(size, NAVY))
    if not data["rows"]:
        return
    names = [_marked(row["name"], row["figure"]) for row in data["rows"]]
    values = [row["figure"]["value"] for row in data["rows"]]
    kind = XL_CHART_TYPE.BAR_CLUSTERED
    _chart(sheet, inner.below(11), kind, Drawn(names, [("", values, 0)], data["alt"]))


def tile_map(sheet: Sheet, view: View, place: Place) -> None:
    """Draw the regions as tiles, the mesa's filled, in one group with an alternative text."""
    data = view["map"]
    inner = sheet.panel(place, view["w"]["location"])
    side = min(inner.width / 5, (inner.height - 8) / 9)
    group = sheet.slide.shapes.add_group_shape()
    for tile in data["tiles"]:
        at = Place(
            inner.left + side * tile["col"],
            inner.top + 7 + side * tile["row"],
            side - 0.5,
            side - 0.5,
        )
        drawn = group.shapes.add_shape(1, *at.emu)
        drawn.fill.solid()
        drawn.fill.fore_color.rgb = NAVY if tile["on"] else WHITE
        drawn.line.color.rgb = _PALE
        drawn.shadow.inherit = False
        frame = drawn.text_frame
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        frame.text, frame.word_wrap = tile["label"], False
        frame.paragraphs[0].alignment = PP_ALIGN.CENTER
        frame.paragraphs[0].font.size = Pt(7)
        frame.paragraphs[0].font.color.rgb = WHITE if tile["on"] else INK
    describe(group, data["caption"], data["alt"])
    sheet.text(inner, [[(data["caption"], False)]], Style(9))


def _chart(sheet: Sheet, place: Place, kind: Any, drawn: Drawn) -> Any:  # noqa: ANN401
    spaced = sheet.language == "es"
    number_format = _SPACED if spaced else "#,##0"
    data = CategoryChartData(number_format=number_format)  # type: ignore[no-untyped-call]
    data.categories = list(drawn.names)
    for name, values, _ in drawn.series:
        data.add_series(name, list(values))  # type: ignore[no-untyped-call]
    frame = sheet.slide.shapes.add_chart(kind, *place.emu, data)
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
        _paint(series.format.fill, pattern)
    return chart


def _paint(fill: Any, pattern: int) -> None:  # noqa: ANN401
    form, front, behind = _PATTERNS[pattern % len(_PATTERNS)]
    fill.patterned()
    fill.pattern, fill.fore_color.rgb, fill.back_color.rgb = form, front, behind


def _legend(chart: Any) -> None:  # noqa: ANN401
    chart.has_legend = True
    chart.legend.position = XL_LEGEND_POSITION.BOTTOM
    chart.legend.include_in_layout = False


def _marked(name: str, figure: View) -> str:
    """Return a label that says it where there is no bar."""
    return name if figure["state"] == "reported" else f"{name} ({figure['text']})"
