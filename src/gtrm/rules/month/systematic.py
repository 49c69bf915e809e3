"""Findings about a file, or the month, for a defect that most of its rows have in common.

Two kinds of finding, worded in `systematic.yml`, neither of one row (no sheet, no `source_row`):

- a pattern: a relation between the counts of nearly all Pin rows (see `patterns`), even if no rule
  is about it, with the rules that it explains;
- a rule that is broken by most of the rows to which it could apply, and that no pattern explains.

`reported_value` has the ids of the rules that the finding replaces, separated by blanks: a report
folds the findings of these rules under it, in the file, or in the whole month if `submission_id`
is null. What is reported for the month is not repeated for its files.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import yaml

from gtrm.rules import checks
from gtrm.rules.month import patterns

if TYPE_CHECKING:
    import duckdb

    from gtrm.rules.month.patterns import Pattern, Relation

MOST = 0.8  # of the rows to which a rule could apply
LEAST_ROWS = 10  # of a file: fewer are quicker read one by one
LEAST_MONTH_ROWS = 30
LEAST_FILES = 3  # of a month: one or two files are told by themselves
# A pattern explains a rule over the same figures if it holds where the rule is broken (MOST of
# these rows), and the rule is broken where it holds: in half, since equal zeros break no rule.
EXPLAINED = 0.5
_ROW = ["submission_id", "sheet_name", "source_row"]
_BROKEN = ["rule_id", "severity", "field_name", "title_es", "title_en"]  # read of a finding
# What rules are conditioned on, and the reported field that says it.
_KINDS_OF_ROW = {
    "indicator_type": "indicator",
    "cva_code": "cva",
    "setup_code": "implementation_setup",
}


@dataclass(frozen=True)
class _Batch:
    """The rows of one file, or of all of the month, and the rules that they break."""

    extent: str  # 'file' or 'month'
    rows: pd.DataFrame  # see `_month_rows`
    broken: pd.DataFrame  # findings of these rows, with their row_number; one per rule and row
    least_rows: int
    least_files: int = 1


@dataclass(frozen=True)
class _Told:
    """What a batch's findings say."""

    findings: tuple[dict[str, Any], ...] = ()
    relations: tuple[Relation, ...] = ()
    rule_ids: frozenset[str] = frozenset()


def find(connection: duckdb.DuckDBPyConnection, findings: pd.DataFrame) -> pd.DataFrame:
    """Return a finding for each pattern, and each rule that most rows of a file or month break.

    Args:
        connection: With the table `reported` (see `comparison`).
        findings: Of the month. Those of no row, or of a row that does not count, are passed over.

    Returns:
        FINDING_COLUMNS; `rows_affected_count` is how many rows obey the pattern or break the rule.
    """
    rows = _month_rows(connection)
    broken = findings[[*_ROW, *_BROKEN]].merge(rows.reset_index()[[*_ROW, "row_number"]], on=_ROW)
    broken = broken.drop_duplicates(["row_number", "rule_id"])
    month = _tell(_Batch("month", rows, broken, LEAST_MONTH_ROWS, LEAST_FILES), _Told())
    told = list(month.findings)
    by_file = dict(iter(broken.groupby("submission_id")))
    for submission_id, own_rows in rows.groupby("submission_id"):
        file = _Batch("file", own_rows, by_file.get(submission_id, broken.iloc[:0]), LEAST_ROWS)
        told += _tell(file, month).findings
    out = pd.DataFrame(told, columns=checks.FINDING_COLUMNS, dtype=object)
    return out.where(out.notna(), None)


def _month_rows(connection: duckdb.DuckDBPyConnection) -> pd.DataFrame:
    """The month's counting rows, indexed by `row_number`: where they are, their kind, FIGURES."""
    columns = ["row_number", *_ROW, "cycle_month", "file_name", *_KINDS_OF_ROW]
    columns += [f"{name}_number as {name}" for name in patterns.FIGURES]
    query = f"select {', '.join(columns)} from reported where is_of_month order by row_number"  # noqa: S608 names of our own columns
    return connection.execute(query).df().set_index("row_number")


def _tell(batch: _Batch, before: _Told) -> _Told:
    """What there is to say of a batch and was not said before."""
    pin = batch.rows[batch.rows["indicator_type"] == "pin"]
    pattern = _find_pattern(batch, pin, before.relations)
    explained: dict[str, int] = {}
    found = []
    relations = before.relations
    if pattern is not None:
        explained = _explained(batch, pin.index[pattern.holds], pattern)
        found.append(_pattern_finding(batch, pin, pattern, explained))
        relations = (*relations, *pattern.relations)
    said = {*before.rule_ids, *explained}
    counts = batch.broken["rule_id"].value_counts(sort=False)
    for rule_id in counts.index[counts >= batch.least_rows].difference(list(said)):
        own = batch.broken[batch.broken["rule_id"] == rule_id]
        eligible_count = _count_alike(batch.rows, own)
        if len(own) >= MOST * eligible_count and _files(own) >= batch.least_files:
            found.append(_rule_finding(batch, own, eligible_count, relations))
            said.add(str(rule_id))
    return _Told(tuple(found), relations, frozenset(said))


def _files(rows: pd.DataFrame) -> int:
    return int(rows["submission_id"].nunique())


def _find_pattern(batch: _Batch, rows: pd.DataFrame, told: tuple[Relation, ...]) -> Pattern | None:
    if len(rows) < batch.least_rows or _files(rows) < batch.least_files:
        return None
    return patterns.find_pattern(patterns.read_figures(rows), batch.least_rows, told)


def _count_alike(rows: pd.DataFrame, broken: pd.DataFrame) -> int:
    """How many rows a rule could apply to, seen from those that break it.

    Rules are asked of a kind of row (Pin indicators, cash): a kind that all rows which break one
    have in common is taken for its condition, unless it comes from the cell that is wrong.
    """
    failing = rows.index.get_indexer(pd.Index(broken["row_number"]))
    fields = set(broken["field_name"])
    alike = np.ones(len(rows), dtype=bool)
    for kind, field in _KINDS_OF_ROW.items():
        values = rows[kind].iloc[failing].unique()
        if len(values) == 1 and pd.notna(values[0]) and field not in fields:
            alike &= (rows[kind] == values[0]).to_numpy(dtype=bool, na_value=False)
    return int(alike.sum())


def _explained(batch: _Batch, obeying: pd.Index[int], pattern: Pattern) -> dict[str, int]:
    """The rules over the pattern's own columns that are broken because of it: id -> rows."""
    columns = {one.left for one in pattern.relations}
    own = batch.broken[batch.broken["field_name"].isin(columns)]
    out = {}
    for rule_id, rows in own["row_number"].groupby(own["rule_id"]):
        inside = int(rows.isin(obeying).sum())
        if inside >= max(MOST * len(rows), EXPLAINED * len(obeying)):
            out[str(rule_id)] = len(rows)
    return out


def _pattern_finding(
    batch: _Batch, pin: pd.DataFrame, pattern: Pattern, explained: dict[str, int]
) -> dict[str, Any]:
    rules = ", ".join(f"{rule_id} ({count})" for rule_id, count in explained.items())
    words = {}
    for language, names in _catalogue()["words"].items():
        text = pattern.words(names, names["and"])
        words[language] = {
            "pattern": text[0].upper() + text[1:],
            "explains": names["explains"].format(rules=rules) if rules else "",
        }
    counts = {"rows": int(pattern.holds.sum()), "eligible": len(pin), "files": _files(pin)}
    return {
        **_finding("pattern", batch, counts, words),
        "severity": "warning",
        "field_name": pattern.relations[0].left,
        "reported_value": " ".join(explained) or None,
    }


def _rule_finding(
    batch: _Batch, broken: pd.DataFrame, eligible_count: int, told: tuple[Relation, ...]
) -> dict[str, Any]:
    first = broken.iloc[0]
    pattern = None
    if first["field_name"] in patterns.FIGURES:
        pattern = _find_pattern(batch, batch.rows.loc[broken["row_number"]], told)
    words = {}
    for language, names in _catalogue()["words"].items():
        text = pattern.words(names, names["and"]) if pattern else ""
        words[language] = {
            "rule_id": first["rule_id"],
            "title": first[f"title_{language}"],
            "pattern": names["in_rule"].format(pattern=text) if text else "",
        }
    counts = {"rows": len(broken), "eligible": eligible_count, "files": _files(broken)}
    return {
        **_finding("rule", batch, counts, words),
        # Critical is what keeps a row out; this is of no row.
        "severity": "warning" if first["severity"] == "critical" else first["severity"],
        "field_name": broken["field_name"].mode().get(0),
        "reported_value": first["rule_id"],
    }


def _finding(
    kind: str, batch: _Batch, counts: dict[str, int], words: dict[str, dict[str, str]]
) -> dict[str, Any]:
    """What a finding of a batch says, but for its severity, field and rules."""
    entry = _catalogue()["findings"][f"{batch.extent}_{kind}"]
    share = int(100 * counts["rows"] / counts["eligible"])  # 99.9 is not 100
    first = batch.rows.iloc[0]
    of_file = batch.extent == "file"
    return {
        "submission_id": first["submission_id"] if of_file else None,
        "cycle_month": first["cycle_month"],
        "file_name": first["file_name"] if of_file else None,
        "rows_affected_count": counts["rows"],
        **{name: entry[name] for name in ("rule_id", "scope", "title_es", "title_en")},
        "hint_es": entry["hint_es"].format(**counts, share=share, **words["es"]),
        "hint_en": entry["hint_en"].format(**counts, share=share, **words["en"]),
    }


@cache
def _catalogue() -> dict[str, Any]:
    text = Path(__file__).with_suffix(".yml").read_text(encoding="utf-8")
    entries: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    return entries
