"""Where the mesa is: the regions of the country as tiles."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gtrm.products.tiles import read_tiles

if TYPE_CHECKING:
    from gtrm.products.bulletin.mesa_month import MesaMonth
    from gtrm.products.bulletin.words import Words


def view(of: MesaMonth, words: Words) -> dict[str, Any]:
    """Return the 25 tiles, those of the mesa's regions marked."""
    own = {pcode for pcode, _ in of.mesa.regions}
    tiles = [
        {"label": tile["label"], "row": int(tile["row"]), "col": int(tile["col"])}
        | {"on": tile["pcode"] in own}
        for tile in read_tiles()
    ]
    names = ", ".join(name for _, name in of.mesa.regions)
    caption = words("location_of" if len(own) == 1 else "locations_of", regions=names)
    return {"tiles": tiles, "caption": caption, "alt": words("alt", regions=names)}
