"""Source and method: what a reader needs to judge the figures."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gtrm.products.bulletin import mesa_month

if TYPE_CHECKING:
    from gtrm.products.bulletin.mesa_month import MesaMonth, Method
    from gtrm.products.bulletin.words import Words


def view(of: MesaMonth, words: Words) -> dict[str, Any]:
    """Return terms and texts."""
    method, complete = mesa_month.method(of), mesa_month.completeness(of)
    source = words(
        "source_text",
        month=words.month(of.month),
        surface=words.of("surfaces", of.release.surface),
        release=of.release.name,
        date=words.day_in_lima(of.release.published_at),
    )
    sentence = words.completeness(complete.reported, complete.expected)
    marks = words(
        "marks_text",
        withheld=words("withheld"),
        short=words("withheld_short"),
        note=words("withheld_note"),
        missing=words("no_data"),
        not_loaded=words("not_loaded"),
    )
    lines = [
        ("source", source),
        ("model", _model(method, words)),
        *(("note", text) for text in (method.notes if method else ())),
        *(("bounds", text) for text in mesa_month.doubts(of).notes),
        *(("override", text) for text in _overrides(of, words)),
        ("completeness", words("completeness_text", sentence=sentence)),
        ("marks", marks),
        ("trace", words("trace_text")),
    ]
    return {
        "entries": [
            {"term": words.of("terms", term), "text": text.rstrip(".") + "."}
            for term, text in lines
        ]
    }


def _model(found: Method | None, words: Words) -> str:
    if found is None:
        return words("model_none")
    return words(
        "model_text",
        name=found.name,
        model=found.model,
        version=found.version,
        measure=words.of("measures", found.measure, found.measure),
        definition=found.definition,
    )


def _overrides(of: MesaMonth, words: Words) -> list[str]:
    return [
        words(
            "override_text",
            region=override.region,
            computed=words.number(override.computed),
            author=override.author,
            date=words.day(override.day),
            reason=override.reason,
            source=override.source,
        )
        for override in mesa_month.overrides(of)
    ]
