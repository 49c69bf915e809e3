"""The main activities of the month, each in its own unit, with its icon."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gtrm.products.bulletin.figures import Figure, add, figure
from gtrm.products.bulletin.sections.cash import USD
from gtrm.products.texts import load_texts

if TYPE_CHECKING:
    from gtrm.products.bulletin.mesa_month import MesaMonth
    from gtrm.products.bulletin.words import Words

    View = dict[str, Any]

_TABLE = "reporting.rpt_activity_outputs"
_KEYS = ("month_code", "region_pcode", "output_code", "unit_name")
_SHOWN = 12
_FEW = 6  # as many do not spread over the page
_WHOLE_NAME = 120  # letters; the catalogue's cut names have 125 to 128, as blanks at the cut went
_UNIT_IN_NAME = re.compile(r"\s*\(#[^)]*\)?\s*$")  # R4V's activities end in "(# de kits)"


@dataclass(frozen=True)
class Activity:
    """Quantity of one activity."""

    code: str
    name: str
    unit: str
    quantity: Figure


def view(of: MesaMonth, words: Words) -> View:
    """Return the main activities, and the others."""
    items: list[View] = [
        {"name": _shown_name(item.name), "icon": icon_of(item.code, item.unit)}
        | {"unit": words.unit(item.unit, item.quantity), "figure": words.view(item.quantity)}
        for item in _read(of)
    ]
    shown, others = items[:_SHOWN], items[_SHOWN:]
    return {"items": shown, "others": others, "is_short": 0 < len(shown) <= _FEW}


def icon_of(output_code: str, unit_name: str) -> str:
    """Return the SVG path of an activity's icon: by its output, else its unit, else a tick."""
    icons = load_texts(Path(__file__).with_name("icons.yml"))
    name = icons["outputs"].get(output_code) or icons["units"].get(unit_name) or "default"
    path: str = icons["icons"][name]
    return path


def _shown_name(name: str) -> str:
    """Return a name without its unit, which stands beside it; the catalogue cuts names at 128."""
    bare = _UNIT_IN_NAME.sub("", name)
    is_cut = bare == name and len(name) > _WHOLE_NAME and not name.endswith(")")
    return f"{name}…" if is_cut else bare


def _read(of: MesaMonth) -> list[Activity]:
    """Return the activities: those with a published name first, largest quantity first."""
    published, names = _names(of)
    found: dict[tuple[str, str, str], list[Figure]] = {}
    for row in of.of_regions(_TABLE):
        code = row["output_code"]
        if code != USD:
            name = published.get(code) or names.get(code) or _rolled_up(of, row)
            key = (code, row["unit_name"] or "", name)
            found.setdefault(key, []).append(figure(row, _TABLE, "quantity", _KEYS))
    activities = [Activity(code, name, unit, add(p)) for (code, unit, name), p in found.items()]
    return sorted(
        activities, key=lambda a: (a.code not in published, -(a.quantity.value or 0), a.code)
    )


def _rolled_up(of: MesaMonth, row: dict[str, Any]) -> str:
    """Return the name of a line of sensitive activities, which has a code 'subgroup/unit'."""
    subgroup = row["output_code"].partition("/")[0]
    listed = of.rows("from marts.dim_subgroups order by sort_order")
    found = [one for one in listed if one["subgroup_code"] == subgroup]
    if of.language == "es" or not found:
        return str(row["activity_name"])
    return f"{found[0]['subgroup_name_en']}: other activities"


def _names(of: MesaMonth) -> tuple[dict[str, str], dict[str, str]]:
    """Return published names by output and catalogue names by activity."""
    rows = of.rows("from marts.dim_activities")
    published = {row["output_code"]: row[f"published_name_{of.language}"] for row in rows}
    catalogue = {row["activity_code"]: row[f"activity_name_{of.language}"] for row in rows}
    return {code: name for code, name in published.items() if code and name}, catalogue
