"""What the rules need to know about a template generation: its fields and its months.

The generations are the YAML files that intake reads (`templates` says how a sheet of one
looks). A generation that is not among them has every field and is valid for every month.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

from gtrm.intake.landed import REPORTED_FIELDS

_FOLDER = Path(__file__).parent / "generations"


@dataclass(frozen=True)
class Layout:
    """One generation: the reported fields that a row of it can have, first and last month."""

    fields: frozenset[str]
    valid_from: str
    valid_to: str | None  # None: until further notice

    @property
    def months(self) -> str:
        """The validity as it is printed: '2022-01 – 2022-12'."""
        return f"{self.valid_from} – {self.valid_to or '…'}"

    def is_valid_in(self, month: str) -> bool:
        """Whether a month ('YYYY-MM') lies in the validity."""
        return self.valid_from <= month <= (self.valid_to or month)


_ANY = Layout(frozenset(REPORTED_FIELDS), "0000-00", None)


def layout_of(generation_code: str) -> Layout:
    """Return what is known of a generation."""
    return load_layouts().get(generation_code, _ANY)


@cache
def load_layouts(folder: Path = _FOLDER) -> dict[str, Layout]:
    """Return the layouts by generation code, in file order."""
    layouts = {}
    for path in sorted(folder.glob("*.yml")):
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        bands = (spec["rolls_up_to"] for spec in (data.get("age_bands") or {}).values())
        fields = frozenset((*data["fields"], *bands, *data["defaults"], *data.get("derived", {})))
        layouts[data["generation"]] = Layout(fields, data["valid_from"], data["valid_to"])
    return layouts
