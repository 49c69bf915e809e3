"""The page model: what the PDF, the HTML and the slides show, worded and scaled once for all.

Plain data (it goes to the PDF's template as JSON). A `share` is a bar's length from 0 to 1 of the
longest bar of its chart.
"""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from gtrm.products.bulletin import sections
from gtrm.products.bulletin.words import Words, capital

if TYPE_CHECKING:
    from gtrm.products.bulletin.mesa_month import MesaMonth

View = dict[str, Any]


def make_view(of: MesaMonth) -> View:
    """Return everything that is shown, in the language of the labels."""
    words = Words(of.language)
    return _head_and_foot(of, words) | {
        "lang": of.language,
        "w": words.texts,
        "pages": [[asdict(row) for row in page] for page in sections.pages()],
        "sections": {name: sections.make(name, of) for name in sections.names()},
    }


def _head_and_foot(of: MesaMonth, words: Words) -> View:
    month, published = words.month(of.month), words.day_in_lima(of.release.published_at)
    internal = words("internal") if of.release.surface == "internal" else ""
    footer = words("source", month=month, release=of.release.name)
    title = words("document_title", place=of.mesa.place, month=month)
    return {
        "place": of.mesa.place,
        "mesa": f"{of.mesa.name} ({of.mesa.acronym})" if of.mesa.acronym else of.mesa.name,
        "title": f"{title} ({internal.lower()})" if internal else title,
        "month": capital(month),
        "published_on": words("published_on", date=published),
        "internal": internal,
        "footer": f"{internal} · {footer}" if internal else footer,
    }
