"""People reached by population group."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gtrm.products.bulletin import mesa_month
from gtrm.products.bulletin.figures import longest
from gtrm.products.bulletin.words import joined

if TYPE_CHECKING:
    from gtrm.products.bulletin.mesa_month import MesaMonth
    from gtrm.products.bulletin.words import Words


def view(of: MesaMonth, words: Words) -> dict[str, Any]:
    """Return a bar for each population; its number in their list is its pattern."""
    found = mesa_month.populations(of)
    most = longest(item.figure for item in found)
    rows: list[dict[str, Any]] = [
        {"code": item.code, "name": item.name, "pattern": number}
        | {"figure": words.bar(item.figure, most)}
        for number, item in enumerate(found)
    ]
    values = joined([(row["name"], row["figure"]["text"]) for row in rows])
    return {"rows": rows, "alt": words("alt", values=values)}
