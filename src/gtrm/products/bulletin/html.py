"""The HTML: one self-contained file, every figure with its source and a link to what it is."""

from __future__ import annotations

from functools import cache
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    Block = Mapping[str, Any]

_FOLDER = Path(__file__).parent / "page"
# The table behind each note of `words.yml`.
NOTE_TABLES = {
    "people": "reporting.rpt_people_reached_mesas",
    "population": "reporting.rpt_people_reached_by_population",
    "age_sex": "reporting.rpt_age_sex",
    "trend": "reporting.rpt_people_reached_mesas",
    "response": "reporting.rpt_subgroup_reach",
    "organisations": "reporting.rpt_subgroup_organisations",
    "activities": "reporting.rpt_activity_outputs",
    "cash": "reporting.rpt_activity_outputs, reporting.rpt_cash",
    "service_days": "marts.fct_service_days",
    "completeness": "reporting.rpt_submission_status",
    "overrides": "reporting.rpt_people_reached",
}
# The note on each part of the view that has figures.
_NOTES = {
    "people": "people",
    "populations": "population",
    "ages": "age_sex",
    "trend": "trend",
    "service_days": "service_days",
    "response": "response",
    "activities": "activities",
    "cash": "cash",
}


def render(view: Mapping[str, Any]) -> bytes:
    """Return the page of a view."""
    style = (_FOLDER / "bulletin.css").read_text(encoding="utf-8")
    page = _environment().get_template("bulletin.html")
    text = page.render(
        v=view,
        w=view["w"],
        tables=NOTE_TABLES,
        origins={note: list(_figures(view[part])) for part, note in _NOTES.items()},
        style=Markup(style),  # noqa: S704 a file of our own
    )
    return text.encode("utf-8")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"groupby_runs": _lists_apart, "inline": _inline}
    environment.globals |= {"linked": _linked}
    return environment


def _figures(node: object, names: tuple[str, ...] = ()) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield every figure of a part of the view, with the names on the way to it."""
    if isinstance(node, list):
        for one in node:
            yield from _figures(one, names)
    elif isinstance(node, dict):
        name = node.get("full") or node.get("name") or node.get("label")
        names = (*names, name) if name else names
        if "source" in node:
            yield ", ".join(names), node
        for child in node.values():
            yield from _figures(child, names)


def _linked(template: str, **figures: Markup) -> Markup:
    """Return a text of `words.yml` with figures (markup) in place of its {parts}."""
    return Markup(escape(template)).format(**figures)  # noqa: S704 escaped just now


def _lists_apart(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """Return runs of blocks that are items of one list, or none."""
    return [
        {"item": item, "blocks": list(found)}
        for item, found in groupby(blocks, key=lambda block: block["item"])
    ]


def _inline(block: Block) -> Markup:
    return Markup("").join(_run(run) for run in block["runs"])


def _run(run: Mapping[str, Any]) -> Markup:
    text = escape(run["text"])
    for tag, wanted in (("b", run["bold"]), ("i", run["italic"])):
        if wanted:
            text = Markup("<{0}>{1}</{0}>").format(Markup(tag), text)  # noqa: S704 b or i
    return Markup('<a href="{}">{}</a>').format(run["link"], text) if run["link"] else text
