"""Where the mesa is: the regions of the country as tiles."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gtrm.products.bulletin.mesa_month import MesaMonth
    from gtrm.products.bulletin.words import Words

_TILES = Path(__file__).parents[3] / "tiles.csv"


def view(of: MesaMonth, words: Words) -> dict[str, Any]:
    """Return the 25 tiles, those of the mesa's regions marked."""
    own = {pcode for pcode, _ in of.mesa.regions}
    with _TILES.open(encoding="utf-8", newline="") as file:
        tiles = [
            {"label": row["label"], "row": int(row["row"]), "col": int(row["col"])}
            | {"on": row["pcode"] in own}
            for row in csv.DictReader(file)
        ]
    names = ", ".join(name for _, name in of.mesa.regions)
    caption = words("location_of" if len(own) == 1 else "locations_of", regions=names)
    return {"tiles": tiles, "caption": caption, "alt": words("alt", regions=names)}
