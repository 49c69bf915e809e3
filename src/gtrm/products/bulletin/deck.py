"""The editable bulletin: two A4 slides (PowerPoint) with native charts, tables and text boxes."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

from pptx import Presentation
from pptx.util import Mm

from gtrm.products.bulletin import sections
from gtrm.products.bulletin.drawing import Place, Sheet

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from datetime import datetime

    View = Mapping[str, Any]

_TITLE_ONLY = 5  # layout of python-pptx's own template
_LEFT, _WIDTH, _GUTTER, _BOTTOM = 12.0, 186.0, 3.0, 284.0  # of the sections, in mm
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip file can tell


def render(view: View, made_at: datetime) -> bytes:
    """Return the slides; the same view and moment give the same bytes."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Mm(210), Mm(297)
    properties = deck.core_properties
    properties.title, properties.author, properties.last_modified_by = view["title"], "GTRM", "GTRM"
    properties.language, properties.revision = view["lang"], 1
    properties.created = properties.modified = made_at.replace(tzinfo=None, microsecond=0)
    for number, head in enumerate(_HEADS, start=1):
        sheet = Sheet(deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY]), view["lang"])
        top = head(sheet, view)
        for name, place in _places(view["pages"][number - 1], top):
            own = view["sections"][name]
            sections.slide(name).draw(sheet, own["data"], own["w"], place)
        sheet.foot(view["footer"], view["w"]["page"].format(number=number))
    buffer = io.BytesIO()
    deck.save(buffer)
    return _with_fixed_times(buffer.getvalue(), made_at)


def _head_one(sheet: Sheet, view: View) -> float:
    """Draw the first page's head; return where its sections begin, in mm."""
    words = view["w"]
    sheet.band(29, f"{words['kind']} · {view['place']}", words["series"], view["mesa"])
    sheet.when(view["month"], view["published_on"])
    sheet.badge(29, view["internal"])
    return 34


def _head_two(sheet: Sheet, view: View) -> float:
    words = view["w"]
    sheet.band(19, words["page_two"], f"{words['kind']} · {view['place']}", "")
    sheet.when(view["month"], "")
    sheet.badge(19, view["internal"])
    return 23


_HEADS = (_head_one, _head_two)


def _places(rows: Sequence[View], top: float) -> Iterator[tuple[str, Place]]:
    """Yield each section with its place: rows are made lower where all together are too high."""
    needed = sum(row["height"] for row in rows) + sum(row["gap"] for row in rows[:-1])
    factor = min(1, (_BOTTOM - top) / needed)
    for row in rows:
        free = _WIDTH - _GUTTER * (len(row["sections"]) - 1)
        left = _LEFT
        for name, part in zip(row["sections"], row["slide"], strict=True):
            width = round(free * part / sum(row["slide"]), 3)
            yield name, Place(left, top, width, row["height"] * factor)
            left += width + _GUTTER
        top += (row["height"] + row["gap"]) * factor


def _with_fixed_times(package: bytes, made_at: datetime) -> bytes:
    """Return an Office file whose times are those of the release, also in the charts' workbooks."""
    moment = made_at.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(package)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename.endswith(".xlsx"):
                content = _with_fixed_times(content, made_at)
            elif entry.filename == "docProps/core.xml":
                content = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", moment, content)
            new.writestr(zipfile.ZipInfo(entry.filename, _EPOCH), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()
