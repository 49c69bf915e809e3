"""People reached in the month, what a reader must know about it, and how complete it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gtrm.products.bulletin import mesa_month
from gtrm.products.bulletin.figures import MISSING

if TYPE_CHECKING:
    from gtrm.products.bulletin.mesa_month import MesaMonth, Method
    from gtrm.products.bulletin.words import Words

    View = dict[str, Any]


def view(of: MesaMonth, words: Words) -> View:
    """Return the figure with its notes."""
    people = mesa_month.people(of, [of.month])[of.month]
    overrides = mesa_month.overrides(of)
    own = overrides if len(of.mesa.regions) == 1 else ()
    override = next(iter(own), None)  # of several regions: in the method box, region by region
    method = mesa_month.method(of)
    is_sum = method is not None and method.model == "sum"
    return {
        "figure": words.view(people.figure),
        "note": words("note_sum" if is_sum else "note"),
        "completeness": _completeness(of, words),
        "overridden": words("overridden", computed=words.number(override.computed))
        if override
        else "",
        "computed": words.view(override.computed) if override else None,
        "outside": words("outside_bounds") if people.is_outside_bounds else "",
        "without": _without_breakdown(of, method, words),
    }


def _without_breakdown(of: MesaMonth, method: Method | None, words: Words) -> View | None:
    """Return the people not in the figure, and the sentence with and without their number."""
    found = mesa_month.doubts(of).without_breakdown
    if found.state == MISSING or found.value == 0:
        return None
    by_age = method is not None and method.model == "maxagegender_2021"
    key = "without_age_sex" if by_age else "without_group"
    sentence = words(key, count=words.number(found))
    return {"figure": words.view(found), "key": key, "sentence": sentence}


def _completeness(of: MesaMonth, words: Words) -> View:
    """Return the sentence and its two figures."""
    found = mesa_month.completeness(of)
    known = found.expected.state != MISSING
    return {
        "sentence": words.completeness(found.reported, found.expected),
        "share": float(found.reported.value or 0) / float(found.expected.value or 1),
        "known": known,
        "reported": words.view(found.reported),
        "expected": words.view(found.expected),
    }
