"""The regions of Peru as tiles, about where they lie: the map of the bulletin and of the site."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path


@cache
def read_tiles() -> list[dict[str, str]]:
    """Return the tiles: pcode, row and col from 0, short label."""
    with Path(__file__).with_name("tiles.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))
