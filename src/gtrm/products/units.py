"""The words for units of activities, which a release has as Spanish plurals."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path


@cache
def read_units() -> dict[str, dict[str, str]]:
    """Return the words for each unit of activities: `unit_one`, `unit_en`, `unit_one_en`.

    By the catalogue's Spanish plural, which is what releases hold.
    """
    path = Path(__file__).with_name("units.csv")
    with path.open(encoding="utf-8", newline="") as file:
        return {row.pop("unit"): row for row in csv.DictReader(file)}
