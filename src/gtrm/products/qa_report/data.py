"""The findings as compact JSON: columns of numbers, each text said once.

The page's script (`page/data.js`) reads it back: text 0 is no text, file 0 the whole month. Hints
that differ in their figures only share one text, with FIGURE_MARK for each figure, and keep the
figures apart: 50,000 findings stay under 6 MB.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

SEVERITIES = ("critical", "warning", "info")  # the gravest first
STATES = ("open", "new", "still", "waived", "fixed")
FIGURE_MARK = "\u0001"
_FIGURE = re.compile(r"\d[\d.,]*(?<![.,])")
_RULE_KEY = ["rule_id", "severity"]
_RULE_TEXTS = ["rule_alias", "scope", "title_es", "title_en"]


@dataclass
class Texts:
    """Each text once, numbered in the order of its first use."""

    all: list[str] = field(default_factory=lambda: [""])
    _codes: dict[str, int] = field(default_factory=lambda: {"": 0})

    def code(self, value: object) -> int:
        """Return the number of a text; 0 for a null."""
        text = value if isinstance(value, str) else ""
        if text not in self._codes:
            self._codes[text] = len(self.all)
            self.all.append(text)
        return self._codes[text]

    def column(self, values: Iterable[object]) -> list[int]:
        """Return the numbers of a column of texts."""
        return [self.code(value) for value in values]


def in_order(findings: pd.DataFrame) -> pd.DataFrame:
    """Return findings as the page lists them: gravest rules first, then the most frequent."""
    counts = findings[~findings["state"].isin(["waived", "fixed"])].groupby(_RULE_KEY).size()
    keys = pd.MultiIndex.from_frame(findings[_RULE_KEY])
    ranked = findings.assign(
        _severity=findings["severity"].map(SEVERITIES.index),
        _count=-counts.reindex(keys).fillna(0).to_numpy(),
    )
    order = ["_severity", "_count", "rule_id", "file_name", "sheet_name", "source_row"]
    return ranked.sort_values(order, kind="stable", ignore_index=True)[findings.columns]


def encode_findings(
    findings: pd.DataFrame,
    texts: Texts,
    files: Mapping[str, int],
    organisations: Mapping[str, int],
) -> dict[str, Any]:
    """Return `rules` and the columns of `findings`, numbered as the module's docstring says.

    Args:
        findings: As from `in_order`, with `state`, `organisation_code` and `waiver` (0 for none).
        texts: Takes up the texts.
        files: Submission id -> its number.
        organisations: Organisation code ('' where not known) -> its number.
    """
    groups = findings.groupby(_RULE_KEY, sort=False)
    rules = [
        [*key, *(_plain(value) for value in values)]
        for key, *values in groups[_RULE_TEXTS].first().itertuples(name=None)
    ]
    columns: dict[str, Sequence[int]] = {
        "rule": groups.ngroup().tolist(),
        "file": [files.get(str(one), 0) for one in findings["submission_id"]],
        "organisation": [organisations[one] for one in findings["organisation_code"].fillna("")],
        "sheet": texts.column(findings["sheet_name"]),
        "row": _whole(findings["source_row"]),
        "column": texts.column(findings["column_name"].fillna(findings["field_name"])),
        "value": texts.column(findings["reported_value"]),
        "suggested": texts.column(findings["suggested_value"]),
        "affected": _whole(findings["rows_affected_count"]),
        "state": [STATES.index(state) for state in findings["state"]],
        "waiver": findings["waiver"].astype(int).tolist(),
    }
    for language in ("es", "en"):
        hints, figures = _split_figures(findings[f"hint_{language}"])
        columns[f"hint_{language}"] = texts.column(hints)
        columns[f"figures_{language}"] = texts.column(figures)
    return {"rules": rules, "findings": {name: list(own) for name, own in columns.items()}}


def _split_figures(hints: Iterable[object]) -> tuple[list[str], list[str]]:
    plain = [_plain(hint) for hint in hints]
    figures = ["\t".join(_FIGURE.findall(hint)) for hint in plain]
    return [_FIGURE.sub(FIGURE_MARK, hint) for hint in plain], figures


def _whole(values: pd.Series[Any]) -> list[int]:
    return [0 if pd.isna(value) else int(value) for value in values]


def _plain(value: object) -> str:
    return value if isinstance(value, str) else ""
