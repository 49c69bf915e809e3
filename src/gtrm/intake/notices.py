"""Findings of intake about files it could read, with their texts in `notices.yml`.

Equal findings of a file: over a limit, the rest becomes one finding with a count. If a rule fails
in 60,000 rows, there is one thing to correct, and nobody reads 60,000 lines. The first EQUAL_LIMIT
findings of a rule, field and sheet are listed row by row; one more finding says how many others
there are, and their first and last row. So the time for a file does not grow with its errors. The
limit is above the rows of the largest monthly file of one organisation seen (484 rows, Peru 2021)
and low enough that a hundred rules take no more time than the rows.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from gtrm.intake.privacy import mask

if TYPE_CHECKING:
    from collections.abc import Iterable

_CATALOGUE = Path(__file__).with_name("notices.yml")
EQUAL_LIMIT = 1_000


@dataclass(frozen=True)
class Notice:
    """One message: `kind` is a key of the catalogue, `row` as Excel numbers it."""

    kind: str
    row: int | None = None
    field_name: str | None = None  # ours
    column_name: str | None = None  # header as printed
    value: str | None = None  # as reported
    words: dict[str, str] = field(default_factory=dict)  # what the hint fills in
    rows: int | None = None  # how many rows it is about, where it is not about one
    more: tuple[int, int] | None = None  # first and last of `rows` that are told together

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
        more_es, more_en = tell_more(self.rows or 0, *self.more) if self.more else ("", "")
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
            "hint_es": more_es + entry["hint_es"].format(**words),
            "hint_en": more_en + entry["hint_en"].format(**words),
        }


def fold(told: Iterable[tuple[str, Notice]]) -> list[tuple[str, Notice]]:
    """Return notices as (sheet, notice), those past the limit as one.

    Critical ones are kept: each holds its row.
    """
    out: list[tuple[str, Notice]] = []
    counts: Counter[tuple[str, ...]] = Counter()
    rest: dict[tuple[str, ...], tuple[str, Notice]] = {}
    for sheet, notice in told:
        key = (sheet, notice.kind, notice.field_name or "")
        counts[key] += 1
        critical = catalogue()[notice.kind]["severity"] == "critical"
        if counts[key] <= EQUAL_LIMIT or notice.row is None or critical:
            out.append((sheet, notice))
            continue
        first = rest.get(key, (sheet, notice))[1]
        since = first.more[0] if first.more else notice.row
        told_together = replace(
            first, row=None, rows=(first.rows or 0) + 1, more=(since, notice.row)
        )
        rest[key] = (sheet, told_together)
    return [*out, *rest.values()]


@cache
def catalogue() -> dict[str, dict[str, str]]:
    """Return the notices by kind: rule id, severity, titles and hints."""
    entries: dict[str, dict[str, str]] = yaml.load(
        _CATALOGUE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )
    return entries


def tell_more(count: int, first: int, last: int) -> tuple[str, str]:
    """Return what stands before the hint of the one for the rest, in Spanish and English."""
    return (
        f"Otras {count:,} filas, de la {first} a la {last}, tienen lo mismo y no se listan. ",
        f"Another {count:,} rows, from {first} to {last}, have the same and are not listed. ",
    )
