"""What a month's report counts: its files, its rows that count, and the findings on them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb
import pandas as pd

from gtrm.intake import landed

if TYPE_CHECKING:
    from collections.abc import Iterable

    from gtrm.core.settings import Settings

_ROW_KEY = ["submission_id", "sheet_name", "source_row"]

# A row stands while no later file replaced what its file says of its organisation and month.
_ROWS = """
    select
        rows.submission_id, rows.sheet_name, rows.source_row, rows.organisation_code,
        rows.held_by_rule_id,
        rows.organisation_code is not null and rows.month_code is not null as is_placed,
        parts.superseded_by_submission_id
    from read_parquet($files, union_by_name = true) as rows
    left join read_parquet($parts) as parts
        on rows.submission_id = parts.submission_id
        and rows.organisation_code is not distinct from parts.organisation_code
        and rows.month_code is not distinct from parts.month_code
"""


@dataclass(frozen=True)
class Month:
    """One cycle month as the report counts it.

    `submissions`: the landing's, with `status` also 'superseded', 'partly_superseded' and 'held'.
    `rows`: one per row that counts, `organisation_code` null where none was recognised, `worst` its
    gravest finding that stands ('critical', 'warning', 'info' or null), also one of the file that
    holds it. `findings`: those on rows
    and files that count, the waived too, with `organisation_code` and `is_waived`.
    """

    code: str
    submissions: pd.DataFrame
    rows: pd.DataFrame
    findings: pd.DataFrame

    @property
    def standing(self) -> pd.DataFrame:
        """The findings that nobody waived."""
        return self.findings[~self.findings["is_waived"]]


def read_month(settings: Settings, month: str, findings: pd.DataFrame) -> Month:
    """Return a month as the report counts it.

    Args:
        settings: Whose landing to read; `intake.versions.decide` has run.
        month: The cycle month.
        findings: All of the month, as from `waivers.read_month_findings`.
    """
    ids = landed.all_submission_ids(settings, month)
    rows = read_rows(settings, ids)
    submissions = _with_status(landed.read(settings, "submissions", ids), rows, settings)
    old = set(submissions.loc[submissions["status"] == "superseded", "submission_id"])
    replaced = rows["superseded_by_submission_id"].notna() | rows["submission_id"].isin(old)
    shown = _place(findings, rows.assign(counts=~replaced), submissions)
    shown = shown[shown["counts"] & ~shown["submission_id"].isin(old)].drop(columns="counts")
    return Month(month, submissions, _with_worst(rows[~replaced], shown), shown)


def read_rows(settings: Settings, submission_ids: Iterable[str]) -> pd.DataFrame:
    """Return where each reported row is, whose it is, and the submission that replaced it."""
    files = [str(landed.path_of(settings, "activities", one)) for one in submission_ids]
    if not files:
        names = (*_ROW_KEY, "organisation_code", "held_by_rule_id", "is_placed")
        names = (*names, "superseded_by_submission_id")
        return pd.DataFrame(columns=list(names), dtype=object)
    parts = str(settings.landing / "parts" / "parts.parquet")
    with duckdb.connect() as connection:
        return connection.execute(_ROWS, {"files": files, "parts": parts}).df().astype(object)


def _with_status(submissions: pd.DataFrame, rows: pd.DataFrame, settings: Settings) -> pd.DataFrame:
    """Say of each file whether later ones replaced it, as dbt's `int_submissions_judged` does."""
    parts = landed.read_parts(settings)
    placed = parts["organisation_code"].notna() & parts["month_code"].notna()
    has_placed = parts["submission_id"].isin(parts.loc[placed, "submission_id"])
    judged = parts[placed | ~has_placed]
    replaced = judged["superseded_by_submission_id"].notna()
    any_replaced = set(judged.loc[replaced, "submission_id"])
    any_counts = set(judged.loc[~replaced, "submission_id"])
    status = submissions["status"].astype(object)
    touched = submissions["submission_id"].isin(any_replaced)
    whole = ~submissions["submission_id"].isin(any_counts)
    status = status.mask(touched, "partly_superseded").mask(touched & whole, "superseded")
    held = replaced & judged["decision_code"].isin(landed.HELD)
    holds = submissions["submission_id"].isin(judged.loc[held, "submission_id"])
    return submissions.assign(status=status.mask(holds & whole, "held"))


def _place(findings: pd.DataFrame, rows: pd.DataFrame, submissions: pd.DataFrame) -> pd.DataFrame:
    """Give each finding the organisation of its row, or of its file where it has no row."""
    known = rows[[*_ROW_KEY, "organisation_code", "counts"]].drop_duplicates(_ROW_KEY)
    out = findings.reset_index(drop=True).merge(known, on=_ROW_KEY, how="left")
    has_row = out["counts"].notna()
    of_file = out["submission_id"].map(
        submissions.set_index("submission_id")["organisation_code"].to_dict()
    )
    out["organisation_code"] = out["organisation_code"].where(has_row, of_file)
    out["counts"] = out["counts"].where(has_row, True).astype(bool)
    out["is_waived"] = out["waived_by"].notna()
    out = out.astype({name: object for name in out.columns if name not in ("counts", "is_waived")})
    return out.where(out.notna(), None).astype({"counts": bool, "is_waived": bool})


def _with_worst(rows: pd.DataFrame, findings: pd.DataFrame) -> pd.DataFrame:
    told = findings[~findings["is_waived"] & findings["source_row"].notna()]
    # 'critical' < 'info' < 'warning' would be the alphabet's order.
    ranked = told.assign(rank=told["severity"].map({"critical": 0, "warning": 1, "info": 2}))
    worst = ranked.sort_values("rank").drop_duplicates(_ROW_KEY)[[*_ROW_KEY, "severity"]]
    out = rows.merge(worst.rename(columns={"severity": "worst"}), on=_ROW_KEY, how="left")
    return out.assign(worst=out["worst"].mask(out["held_by_rule_id"].notna(), "critical"))


def score(rows: pd.DataFrame) -> int | None:
    """Return the points of 100 that rows earn; None without rows.

    A row with a critical finding earns nothing, one with a warning half, any other one all. Rounded
    down, so that 100 means: nothing to correct.
    """
    if rows.empty:
        return None
    earned = 2 * len(rows)
    earned -= int((rows["worst"] == "critical").sum()) * 2 + int((rows["worst"] == "warning").sum())
    return 100 * earned // (2 * len(rows))
