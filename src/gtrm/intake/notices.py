"""What intake says about files it could read: findings of its own, worded in `notices.yml`."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from gtrm.privacy import mask

_CATALOGUE = Path(__file__).with_name("notices.yml")


@dataclass(frozen=True)
class Notice:
    """One thing to tell: `kind` is a key of the catalogue, `row` as Excel numbers it."""

    kind: str
    row: int | None = None
    field_name: str | None = None  # ours
    column_name: str | None = None  # header as printed
    value: str | None = None  # as reported
    words: dict[str, str] = field(default_factory=dict)  # what the hint fills in
    rows: int | None = None  # how many rows it is about, where it is not about one

    def as_finding(self) -> dict[str, Any]:
        """Return the columns of a finding that do not say which file it is."""
        entry = catalogue()[self.kind]
        words = {
            "value": self.value or "",
            "suggestion": "",
            "score": "",
            "other": "",
            **self.words,
        }
        words = {name: mask(word) for name, word in words.items()}
        return {
            "source_row": self.row,
            "field_name": self.field_name,
            "column_name": self.column_name,
            "reported_value": words["value"] or None,
            "rule_id": entry["rule_id"],
            "rule_alias": None,
            "severity": entry["severity"],
            "scope": "file" if self.row is None else "row" if self.field_name is None else "cell",
            "title_es": entry["title_es"],
            "title_en": entry["title_en"],
            "rows_affected_count": self.rows,
            "suggested_value": words["suggestion"] or None,
            "hint_es": entry["hint_es"].format(**words),
            "hint_en": entry["hint_en"].format(**words),
        }


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Return the notices by kind: rule id, severity, titles and hints."""
    entries: dict[str, dict[str, str]] = yaml.safe_load(_CATALOGUE.read_text(encoding="utf-8"))
    return entries
