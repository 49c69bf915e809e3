"""What each population group is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gtrm.products.bulletin.mesa_month import MesaMonth
    from gtrm.products.bulletin.words import Words


def view(of: MesaMonth, words: Words) -> dict[str, Any]:
    """Return terms and texts."""
    rows = of.rows("from marts.dim_populations order by sort_order")
    lang = words.language
    return {
        "entries": [
            {"term": row[f"population_name_{lang}"], "text": row[f"definition_{lang}"]}
            for row in rows
        ]
    }
