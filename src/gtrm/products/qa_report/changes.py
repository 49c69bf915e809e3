"""What a corrected file changed: findings that are new, that stay, that are gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from gtrm.intake import landed
from gtrm.products.qa_report.month import read_rows

if TYPE_CHECKING:
    from gtrm.core.settings import Settings
    from gtrm.products.qa_report.month import Month

_PLACE = ["rule_id", "field_name", "sheet_name", "source_row"]
_CONTENT = ["rule_id", "field_name", "reported_value"]
_ROW_KEY = ["submission_id", "sheet_name", "source_row"]


def find_changes(settings: Settings, month: Month) -> tuple[pd.Series, pd.DataFrame]:
    """Compare each file with those it replaced, by the rules that judge a file by itself.

    A finding stays if the same rule finds the same cell of the sheet, or the same value of that
    column elsewhere (rows move when others are put in). Rules that compare files with each other
    are left out: files that were replaced are not compared.

    Returns:
        For each finding of the month 'new', 'still' or None (nothing to compare with); and the
        findings that are gone, in the landing's schema with `organisation_code`.
    """
    states = pd.Series(None, index=month.findings.index, dtype=object)
    gone = [month.findings.iloc[:0]]
    pairs = _predecessors(settings, month)
    if not pairs:
        return states, gone[0]
    compared = _rules_across_files(settings, month.code)
    alone = month.findings[~month.findings["rule_id"].isin(compared)]
    for one, olds in pairs.items():
        old = _old_findings(settings, one, olds)
        own = alone[alone["submission_id"] == one]
        kept_new, kept_old = match(own, old)
        states[own.index] = "new"
        states[kept_new] = "still"
        gone.append(old.drop(index=kept_old))
    return states, pd.concat(gone, ignore_index=True)


def match(new: pd.DataFrame, old: pd.DataFrame) -> tuple[pd.Index, pd.Index]:
    """Return the labels of the findings that are in both, of `new` and of `old`."""
    kept_new: list[object] = []
    kept_old: list[object] = []
    for key in (_PLACE, _CONTENT):
        left = _numbered(new.drop(index=kept_new), key)
        right = _numbered(old.drop(index=kept_old), key)
        both = left.merge(right, on=[*key, "number"], suffixes=("_new", "_old"))
        kept_new += list(both["label_new"])
        kept_old += list(both["label_old"])
    return pd.Index(kept_new), pd.Index(kept_old)


def _numbered(findings: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """The key of each finding, as text, and which one with that key it is."""
    frame = findings[key].astype(str)
    return frame.assign(number=frame.groupby(key).cumcount(), label=findings.index)


def _predecessors(settings: Settings, month: Month) -> dict[str, list[str]]:
    """Submission -> those it replaced: by its parts, or as the next version of the same file."""
    parts = landed.read_parts(settings)
    known = set(landed.all_submission_ids(settings))
    pairs: dict[str, set[str]] = {}
    standing = month.submissions[month.submissions["status"] != "superseded"]
    for row in standing.to_dict("records"):
        one = str(row["submission_id"])
        replaced = set(parts.loc[parts["superseded_by_submission_id"] == one, "submission_id"])
        earlier = month.submissions[
            (month.submissions["file_name"] == row["file_name"])
            & (month.submissions["version_number"] < row["version_number"])
        ].sort_values("version_number")
        if not replaced and len(earlier):
            replaced = {str(earlier.iloc[-1]["submission_id"])}
        if replaced & known:
            pairs[one] = replaced & known
    return {one: sorted(olds) for one, olds in pairs.items()}


def _old_findings(settings: Settings, successor: str, olds: list[str]) -> pd.DataFrame:
    """The findings of earlier files on what the successor replaced."""
    found = landed.read(settings, "findings", olds)
    rows = read_rows(settings, olds)
    names = ["organisation_code", "superseded_by_submission_id"]
    placed = found.merge(rows[[*_ROW_KEY, *names]], on=_ROW_KEY, how="left")
    by_other = placed["superseded_by_submission_id"].notna() & (
        placed["superseded_by_submission_id"] != successor
    )
    return placed[~by_other].drop(columns="superseded_by_submission_id").reset_index(drop=True)


def _rules_across_files(settings: Settings, month: str) -> set[str]:
    path = landed.compared_path(settings, month)
    return set(pd.read_parquet(path, columns=["rule_id"])["rule_id"]) if path.is_file() else set()
