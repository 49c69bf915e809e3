"""What each subgroup of the bulletin does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gtrm.products.bulletin import subgroups

if TYPE_CHECKING:
    from gtrm.products.bulletin.mesa_month import MesaMonth
    from gtrm.products.bulletin.words import Words


def view(of: MesaMonth, words: Words) -> dict[str, Any]:
    """Return terms and texts."""
    texts = {
        row["subgroup_code"]: row[f"definition_{words.language}"]
        for row in of.rows("from marts.dim_subgroups order by sort_order")
    }
    named = subgroups.named(of)
    return {
        "entries": [{"term": name, "text": texts[code]} for code, name in named if texts.get(code)]
    }
