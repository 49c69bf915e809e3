"""What stands beside the figures: completeness, texts, members, definitions, source and method."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gtrm.products.bulletin.facts import MISSING

if TYPE_CHECKING:
    from gtrm.products.bulletin.facts import Definition, Facts
    from gtrm.products.bulletin.interventions import Interventions
    from gtrm.products.bulletin.words import Words

    View = dict[str, Any]


def completeness(facts: Facts, words: Words) -> View:
    """Return the sentence and its two figures."""
    reported, expected = facts.completeness.reported, facts.completeness.expected
    known = expected.state != MISSING
    return {
        "sentence": words(
            "completeness", reported=words.number(reported), expected=words.number(expected)
        )
        if known
        else words("completeness_none"),
        "share": float(reported.value or 0) / float(expected.value or 1),
        "known": known,
        "reported": words.view(reported),
        "expected": words.view(expected),
    }


def interventions(found: Interventions, words: Words) -> View:
    """Return what the office wrote, and a note if it is in another language."""
    blocks: list[View] = [
        {"item": block.is_item}
        | {
            "runs": [
                {"text": run.text, "bold": run.bold, "italic": run.italic, "link": run.link}
                for run in block.runs
            ]
        }
        for block in found.blocks
    ]
    foreign = bool(blocks) and found.language != words.language
    note = words("in_spanish") if foreign else ""
    return {"blocks": blocks, "lang": found.language, "note": note}


def members(facts: Facts, words: Words) -> list[View]:
    """Return the members by kind of institution, in the order of the list of words."""
    groups: dict[str, list[str]] = {kind: [] for kind in words.texts["member_types"]}
    for member in facts.members:
        role = words.of("member_roles", member.role_code, member.role_code)
        kind = member.type_code if member.type_code in groups else "other"
        groups[kind].append(f"{member.name} ({role})" if role else member.name)
    return [
        {"label": words.of("member_types", kind), "names": names}
        for kind, names in groups.items()
        if names
    ]


def definitions(found: tuple[Definition, ...]) -> list[View]:
    """Return terms and texts."""
    return [{"term": item.term, "text": item.text} for item in found]


def method(facts: Facts, words: Words) -> list[View]:
    """Return what a reader needs to judge the figures, as terms and texts."""
    month, release = words.month(facts.month), facts.release
    source = words(
        "method_source_text",
        month=month,
        surface=words.of("surfaces", release.surface),
        release=release.name,
        date=words.day_in_lima(release.published_at),
    )
    sentence = completeness(facts, words)["sentence"]
    marks = words(
        "method_marks_text",
        withheld=words("withheld"),
        short=words("withheld_short"),
        note=words("withheld_note"),
        missing=words("no_data"),
        not_loaded=words("not_loaded"),
    )
    lines = [
        ("method_source", source),
        ("method_model", _model(facts, words)),
        *(("method_note", text) for text in (facts.method.notes if facts.method else ())),
        *(("method_bounds", text) for text in facts.doubts.notes),
        *(("method_override", text) for text in _overrides(facts, words)),
        ("method_completeness", words("method_completeness_text", sentence=sentence)),
        ("method_marks", marks),
        ("method_trace", words("method_trace_text")),
    ]
    return [{"term": words(term), "text": text.rstrip(".") + "."} for term, text in lines]


def _model(facts: Facts, words: Words) -> str:
    found = facts.method
    if found is None:
        return words("method_model_none")
    return words(
        "method_model_text",
        name=found.name,
        model=found.model,
        version=found.version,
        measure=words.of("measures", found.measure, found.measure),
        definition=found.definition,
    )


def _overrides(facts: Facts, words: Words) -> list[str]:
    return [
        words(
            "method_override_text",
            region=override.region,
            computed=words.number(override.computed),
            author=override.author,
            date=words.day(override.day),
            reason=override.reason,
            source=override.source,
        )
        for override in facts.overrides
    ]
