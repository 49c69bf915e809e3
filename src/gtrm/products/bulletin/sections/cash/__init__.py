"""Money given to people: the total, and by delivery mechanism."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gtrm.products.bulletin.figures import (
    MISSING,
    REPORTED,
    WITHHELD,
    Figure,
    Labelled,
    add,
    figure,
    longest,
    nothing,
)
from gtrm.products.bulletin.words import joined

if TYPE_CHECKING:
    from gtrm.products.bulletin.mesa_month import MesaMonth
    from gtrm.products.bulletin.words import Words

    View = dict[str, Any]

USD = "usd_distribuidos"  # ref_outputs: the activity that counts dollars
_TOTAL, _PARTS = "reporting.rpt_activity_outputs", "reporting.rpt_cash"
_REGION = ("month_code", "region_pcode")


def view(of: MesaMonth, words: Words) -> View:
    """Return the total and a bar for each mechanism; two or fewer take a strip."""
    total, parts = _total(of), _by_mechanism(of)
    most = longest(item.figure for item in parts)
    rows: list[View] = [
        {"name": item.name or words("no_mechanism"), "figure": words.bar(item.figure, most)}
        for item in parts
    ]
    values = joined([(row["name"], row["figure"]["text"]) for row in rows])
    return {
        "figure": words.view(total),
        "unit": words("unit") if total.state == REPORTED else "",
        "is_none": total.state == MISSING and not rows,
        "is_strip": len(rows) <= 2,
        "rows": rows,
        "alt": words("alt", values=values),
    }


def _total(of: MesaMonth) -> Figure:
    """Return USD distributed, of the activities.

    Not the sum of the mechanisms: one of them may be withheld where the total is not.
    """
    keys = (*_REGION, "output_code")
    found = [
        figure(row, _TOTAL, "quantity", keys)
        for row in of.of_regions(_TOTAL)
        if row["output_code"] == USD
    ]
    return add(found) if found else nothing(_TOTAL, f"month_code={of.month},output_code={USD}")


def _by_mechanism(of: MesaMonth) -> list[Labelled]:
    """Return USD by mechanism, largest first, and then what is withheld."""
    keys = (*_REGION, "sector_code", "mechanism_code")
    found: dict[str, list[Figure]] = {}
    for row in of.of_regions(_PARTS):
        amount = figure(row, _PARTS, "amount_usd", keys)
        found.setdefault(row["mechanism_code"] or "", []).append(amount)
    names = {
        row["mechanism_code"]: row[f"mechanism_name_{of.language}"]
        for row in of.rows("from marts.dim_mechanisms")
    }
    parts = [Labelled(code, names.get(code, ""), add(figures)) for code, figures in found.items()]
    return sorted(parts, key=lambda p: (p.figure.state == WITHHELD, -(p.figure.value or 0), p.code))
