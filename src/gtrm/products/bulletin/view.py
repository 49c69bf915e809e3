"""The page model: what the PDF, the HTML and the slides show, worded and scaled once for all.

Plain data (it goes to the PDF's template as JSON). A `share` is a bar's length from 0 to 1 of the
longest bar of its chart.
"""

from __future__ import annotations

import csv
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gtrm.products.bulletin import notes, response
from gtrm.products.bulletin.facts import MISSING, REPORTED, Facts, Figure, add
from gtrm.products.bulletin.words import Words, capital, joined

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gtrm.products.bulletin.interventions import Interventions

View = dict[str, Any]

_ACTIVITIES_SHOWN = 12
_WHOLE_NAME = 120  # letters; the catalogue's cut names have 125 to 128, as blanks at the cut went
_SEXES = ("female", "male")
_TILES = Path(__file__).parents[1] / "tiles.csv"
_UNIT_IN_NAME = re.compile(r"\s*\(#[^)]*\)?\s*$")  # R4V's activities end in "(# de kits)"


def make_view(facts: Facts, interventions: Interventions) -> View:
    """Return everything that is shown, in the language of the facts."""
    words = Words(facts.language)
    return _head_and_foot(facts, words) | {
        "lang": facts.language,
        "w": words.texts,
        "people": _people(facts, words),
        "populations": _populations(facts, words),
        "ages": _ages(facts, words),
        "map": _map(facts, words),
        "trend": _trend(facts, words),
        "interventions": notes.interventions(interventions, words),
        "service_days": _service_days(facts, words),
        "response": response.make_response(facts, words),
        "activities": _activities(facts, words),
        "cash": _cash(facts, words),
        "members": notes.members(facts, words),
        "subgroup_definitions": notes.definitions(facts.subgroup_definitions),
        "population_definitions": notes.definitions(facts.population_definitions),
        "method": notes.method(facts, words),
    }


def _head_and_foot(facts: Facts, words: Words) -> View:
    month, published = words.month(facts.month), words.day_in_lima(facts.release.published_at)
    internal = words("internal") if facts.release.surface == "internal" else ""
    footer = words("source", month=month, release=facts.release.name)
    title = words("document_title", place=facts.mesa.place, month=month)
    return {
        "place": facts.mesa.place,
        "mesa": _with_acronym(facts.mesa.name, facts.mesa.acronym),
        "title": f"{title} ({internal.lower()})" if internal else title,
        "month": capital(month),
        "published_on": words("published_on", date=published),
        "internal": internal,
        "footer": f"{internal} · {footer}" if internal else footer,
    }


def _with_acronym(name: str, acronym: str | None) -> str:
    return f"{name} ({acronym})" if acronym else name


def _longest(figures: Iterable[Figure]) -> float:
    return max((float(figure.value or 0) for figure in figures), default=0) or 1.0


def _people(facts: Facts, words: Words) -> View:
    own = facts.overrides if len(facts.mesa.regions) == 1 else ()
    override = next(iter(own), None)  # of several regions: in the method box, region by region
    is_sum = facts.method is not None and facts.method.model == "sum"
    return {
        "figure": words.view(facts.people),
        "note": words("people_note_sum" if is_sum else "people_note"),
        "completeness": notes.completeness(facts, words),
        "overridden": words("overridden", computed=words.number(override.computed))
        if override
        else "",
        "computed": words.view(override.computed) if override else None,
        "outside": words("outside_bounds") if facts.trend[-1].is_outside_bounds else "",
        "without": _without_breakdown(facts, words),
    }


def _without_breakdown(facts: Facts, words: Words) -> View | None:
    """Return the people whom the figure lacks, and the sentence with and without their number."""
    found = facts.doubts.without_breakdown
    if found.state == MISSING or found.value == 0:
        return None
    by_age = facts.method is not None and facts.method.model == "maxagegender_2021"
    key = "without_age_sex" if by_age else "without_group"
    sentence = words(key, count=words.number(found))
    return {"figure": words.view(found), "key": key, "sentence": sentence}


def _populations(facts: Facts, words: Words) -> View:
    longest = _longest(item.figure for item in facts.populations)
    rows: list[View] = [
        {"code": item.code, "name": item.name, "pattern": number}
        | {"figure": words.bar(item.figure, longest)}
        for number, item in enumerate(facts.populations)
    ]
    values = joined([(row["name"], row["figure"]["text"]) for row in rows])
    return {"rows": rows, "alt": words("alt_population", values=values)}


def _ages(facts: Facts, words: Words) -> View:
    """Return a bar for women and men of each age, and what stands beside that scheme."""
    drawn = [(item, sex) for item, sex in facts.ages if sex in _SEXES]
    longest = _longest(item.figure for item, _ in drawn)
    rows: list[View] = [
        {"name": words.of("age_names", item.code, item.name), "tone": _SEXES.index(sex)}
        | {"figure": words.bar(item.figure, longest)}
        for item, sex in drawn
    ]
    others: list[View] = [
        {"name": item.name, "figure": words.view(item.figure)}
        for item, sex in facts.ages
        if sex not in _SEXES
    ]
    values = joined([(item.name, words.number(item.figure)) for item, _ in facts.ages])
    return {"rows": rows, "others": others, "alt": words("alt_ages", values=values)}


def _map(facts: Facts, words: Words) -> View:
    own = {pcode for pcode, _ in facts.mesa.regions}
    with _TILES.open(encoding="utf-8", newline="") as file:
        tiles = [
            {"label": row["label"], "row": int(row["row"]), "col": int(row["col"])}
            | {"on": row["pcode"] in own}
            for row in csv.DictReader(file)
        ]
    names = ", ".join(name for _, name in facts.mesa.regions)
    caption = words("location_of" if len(own) == 1 else "locations_of", regions=names)
    return {"tiles": tiles, "caption": caption, "alt": words("alt_map", regions=names)}


def _trend(facts: Facts, words: Words) -> View:
    longest = _longest(month.people for month in facts.trend)
    now = facts.trend[-1].method
    known = [month for month in facts.trend if month.people.state == REPORTED]
    other = [month for month in known if now and month.method != now]
    years = [month.month[:4] for month in facts.trend]
    texts = [{} if month.is_loaded else {"text": words("not_loaded")} for month in facts.trend]
    bars: list[View] = [
        {"label": words.month_short(month.month), "full": capital(words.month(month.month))}
        | {"year": year if number == 0 or year != years[number - 1] else ""}
        | {"figure": words.bar(month.people, longest) | text, "now": month is facts.trend[-1]}
        for number, (month, year, text) in enumerate(zip(facts.trend, years, texts, strict=True))
    ]
    outside = [month for month in facts.trend if month.is_outside_bounds]
    note = ". ".join(
        words(key, months=", ".join(words.month(month.month) for month in months))
        for key, months in (("trend_method", other), ("trend_outside", outside))
        if months
    )
    return {
        "bars": bars,
        "note": note,
        "alt": words(
            "alt_trend", values=joined([(bar["full"], bar["figure"]["text"]) for bar in bars])
        ),
    }


def _service_days(facts: Facts, words: Words) -> View:
    days = facts.service_days
    figures: list[View] = [
        words.view(total) | {"label": words.of(name, "one" if total.value == 1 else "many")}
        for name in ("days", "persons", "services")
        for total in [add(getattr(event, name) for event in days)]
    ]
    return {"figures": figures if days else []}


def _activities(facts: Facts, words: Words) -> View:
    items: list[View] = [
        {"name": _activity_name(item.name), "icon": item.icon}
        | {"unit": words.unit(item.unit, item.quantity), "figure": words.view(item.quantity)}
        for item in facts.activities
    ]
    return {"items": items[:_ACTIVITIES_SHOWN], "others": items[_ACTIVITIES_SHOWN:]}


def _activity_name(name: str) -> str:
    """Return a name without its unit, which stands beside it; the catalogue cuts names at 128."""
    bare = _UNIT_IN_NAME.sub("", name)
    is_cut = bare == name and len(name) > _WHOLE_NAME and not name.endswith(")")
    return f"{name}…" if is_cut else bare


def _cash(facts: Facts, words: Words) -> View:
    longest = _longest(item.figure for item in facts.cash_by_mechanism)
    rows: list[View] = [
        {"name": item.name or words("no_mechanism"), "figure": words.bar(item.figure, longest)}
        for item in facts.cash_by_mechanism
    ]
    values = joined([(row["name"], row["figure"]["text"]) for row in rows])
    return {
        "figure": words.view(facts.cash),
        "unit": words("cash_unit") if facts.cash.state == REPORTED else "",
        "is_none": facts.cash.state == MISSING and not rows,
        "rows": rows,
        "alt": words("alt_cash", values=values),
    }
