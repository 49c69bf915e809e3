"""The editable bulletin: two A4 slides (PowerPoint) with native charts, tables and text boxes."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING, Any

from pptx import Presentation
from pptx.util import Mm

from gtrm.products.bulletin import deck_charts, deck_tables, deck_texts
from gtrm.products.bulletin.deck_shapes import Place, Sheet

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    View = Mapping[str, Any]

_TITLE_ONLY = 5  # layout of python-pptx's own template
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest time a zip file can tell


def render(view: View, made_at: datetime) -> bytes:
    """Return the slides; the same view and moment give the same bytes."""
    deck = Presentation()
    deck.slide_width, deck.slide_height = Mm(210), Mm(297)
    properties = deck.core_properties
    properties.title, properties.author, properties.last_modified_by = view["title"], "GTRM", "GTRM"
    properties.language, properties.revision = view["lang"], 1
    properties.created = properties.modified = made_at.replace(tzinfo=None, microsecond=0)
    for fill in (_page_one, _page_two):
        fill(Sheet(deck.slides.add_slide(deck.slide_layouts[_TITLE_ONLY]), view["lang"]), view)
    buffer = io.BytesIO()
    deck.save(buffer)
    return _with_fixed_times(buffer.getvalue(), made_at)


def _page_one(sheet: Sheet, view: View) -> None:
    words = view["w"]
    sheet.band(29, f"{words['kind']} · {view['place']}", words["series"], view["mesa"])
    sheet.when(view["month"], view["published_on"])
    sheet.badge(29, view["internal"])
    deck_texts.hero(sheet, view, Place(12, 34, 56, 76))
    deck_charts.populations(sheet, view, Place(71, 34, 82, 76))
    deck_charts.tile_map(sheet, view, Place(156, 34, 42, 76))
    deck_charts.ages(sheet, view, Place(12, 114, 74, 62))
    deck_charts.trend(sheet, view, Place(89, 114, 109, 62))
    deck_texts.interventions(sheet, view, Place(12, 180, 186, 66))
    glossary = view["population_definitions"]
    deck_texts.glossary(sheet, Place(12, 250, 186, 34), words["populations"], glossary)
    sheet.foot(view["footer"], words["page"].format(number=1))


def _page_two(sheet: Sheet, view: View) -> None:
    words = view["w"]
    sheet.band(19, words["page_two"], f"{words['kind']} · {view['place']}", "")
    sheet.when(view["month"], "")
    sheet.badge(19, view["internal"])
    deck_charts.response(sheet, view, Place(12, 23, 186, 72))
    deck_tables.activities(sheet, view, Place(12, 98, 122, 74))
    deck_charts.cash(sheet, view, Place(137, 98, 61, 74))
    definitions, method = view["subgroup_definitions"], view["method"]
    deck_texts.glossary(sheet, Place(12, 176, 186, 42), words["subgroup_definitions"], definitions)
    members = [
        {"term": group["label"], "text": " · ".join(group["names"])} for group in view["members"]
    ] or [{"term": words["members"], "text": words["members_none"]}]
    deck_texts.glossary(sheet, Place(12, 221, 186, 24), words["members"], members)
    deck_texts.glossary(sheet, Place(12, 248, 186, 36), words["method"], method)
    sheet.foot(view["footer"], words["page"].format(number=2))


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
