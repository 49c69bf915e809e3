"""People reached by sex and age: a separate breakdown, never crossed with populations."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gtrm.products.bulletin.figures import longest
from gtrm.products.bulletin.words import joined

if TYPE_CHECKING:
    from gtrm.products.bulletin.mesa_month import MesaMonth
    from gtrm.products.bulletin.words import Words

    View = dict[str, Any]

_SEXES = ("female", "male")


def view(of: MesaMonth, words: Words) -> View:
    """Return a bar for women and men of each age, and what stands beside that scheme."""
    found = of.registered("reporting.rpt_age_sex", "age_sex_code")
    groups = [
        row
        for row in of.rows("from marts.dim_age_sexes order by sort_order")
        if row["age_sex_code"] in found
    ]
    named = [
        (row["age_sex_code"], row[f"age_sex_name_{of.language}"], row["sex_code"]) for row in groups
    ]
    drawn = [one for one in named if one[2] in _SEXES]
    most = longest(found[code] for code, _, _ in drawn)
    rows: list[View] = [
        {"name": words.of("age_names", code, name), "tone": _SEXES.index(sex)}
        | {"figure": words.bar(found[code], most)}
        for code, name, sex in drawn
    ]
    others: list[View] = [
        {"name": name, "figure": words.view(found[code])}
        for code, name, sex in named
        if sex not in _SEXES
    ]
    values = joined([(name, words.number(found[code])) for code, name, _ in named])
    return {"rows": rows, "others": others, "alt": words("alt", values=values)}
