"""What a month's report tells, read from a finished build.

Statuses, deadlines, what is new or fixed, and scores are computed by dbt and only read here.
`before_build` gives the same of a month that has no build, with what the checks alone know.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import duckdb

from gtrm.intake import landed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    import pandas as pd

_SUBMISSIONS = """
    select
        submissions.submission_id, submissions.cycle_month, submissions.file_name,
        submissions.version_number, submissions.status, submissions.received_at,
        about.refusal_es, about.refusal_en, about.sha256,
        coalesce(quality.rows_count, 0) as rows,
        coalesce(quality.quarantined_count, 0) as quarantined
    from marts.fct_submissions as submissions
    inner join marts.dim_submissions as about using (submission_id)
    left join intermediate.int_quality_scored as quality
        on quality.extent = 'submission' and quality.submission_id = submissions.submission_id
    where submissions.cycle_month = $month
    order by submissions.file_name, submissions.version_number
"""
# Also what files of this month fixed that was found in a file of another.
_FINDINGS = f"""
    select
        {", ".join(landed.SCHEMAS["findings"].names)}, organisation_code, is_waived,
        waived_by, cast(waived_on_date as varchar) as waived_on, waiver_reason, waived_to_month,
        cycle_month = $month as is_of_month,
        case
            when fixed_by_submission_id in (
                select submission_id from marts.fct_submissions
                where cycle_month = $month and status <> 'superseded'
            ) then 'fixed'
            when cycle_month <> $month or is_superseded then null
            when is_waived then 'waived'
            when is_new_in_correction then 'new'
            when not is_new_in_correction then 'still'
            else 'open'
        end as state
    from marts.fct_findings
    where state is not null or is_of_month
    order by finding_id
"""  # noqa: S608 names of our own columns
_REPAIRS = """
    select
        submission_id, sheet_name, source_row, field_name, reported_value,
        cast(repaired_count as varchar) as repaired_value, repair_code, title_es, title_en,
        decided_by, cast(decided_on_date as varchar) as decided_on, reason
    from marts.fct_repairs
    where cycle_month = $month
    order by repair_id
"""
_ORGANISATIONS = """
    select
        organisation_code, status.status, status.received_at,
        coalesce(status.is_expected, false) as is_expected,
        coalesce(quality.rows_count, 0) as rows,
        coalesce(quality.quarantined_count, 0) as quarantined, quality.score
    from (from reporting.rpt_submission_status where month_code = $month) as status
    full outer join (
        select coalesce(organisation_code, '') as organisation_code, * exclude (organisation_code)
        from intermediate.int_quality_scored
        where extent = 'organisation' and cycle_month = $month
    ) as quality using (organisation_code)
"""
# One row per cycle month. What stands today is what no later file replaced; see rpt_data_quality.
FIGURES = """
    with months as (
        select cycle_month as month_code from marts.fct_submissions
        union
        select $month::varchar  -- of which there may be no file, and partners to be asked
    ),
    files as (
        select
            cycle_month as month_code,
            count(*) filter (where status <> 'superseded') as files,
            count(*) filter (where status = 'superseded') as replaced,
            count(*) filter (where status = 'refused') as refused,
            sum(rows_received_count) as rows_received
        from marts.fct_submissions
        group by all
    ),
    findings as (
        select
            month_code,
            sum(findings_count - waived_count) filter (where severity = 'critical') as critical,
            sum(findings_count - waived_count) filter (where severity = 'warning') as warning,
            sum(findings_count - waived_count) filter (where severity = 'info') as info,
            sum(waived_count) as waived
        from reporting.rpt_data_quality
        where record_type = 'finding' and not is_superseded
        group by all
    ),
    partners as (
        select
            month_code,
            count(*) filter (where status = 'received') as on_time,
            count(*) filter (where status = 'late') as late,
            count(*) filter (where status = 'nothing_to_report') as nothing_to_report,
            count(*) filter (where status = 'missing') as missing,
            count(*) filter (where status = 'expected') as expected,
            count(received_at) as received,
            count(*) filter (where is_expected) as asked
        from reporting.rpt_submission_status
        group by all
    ),
    quality as (
        select cycle_month as month_code, rows_count, quarantined_count, score
        from intermediate.int_quality_scored where extent = 'month'
    )
    select
        month_code,
        coalesce(columns(files.* exclude (month_code)), 0)::bigint,
        coalesce(columns(findings.* exclude (month_code)), 0)::bigint,
        coalesce(columns(partners.* exclude (month_code)), 0)::bigint,
        coalesce(rows_count, 0) as rows, coalesce(quarantined_count, 0) as quarantined, score
    from months
    left join files using (month_code)
    left join findings using (month_code)
    left join partners using (month_code)
    left join quality using (month_code)
    where month_code <= $month
"""
_DEADLINE = """
    select deadline_at from reporting.rpt_submission_status where month_code = $month limit 1
"""
_FILES = "select submission_id, file_name, cycle_month, version_number from marts.dim_submissions"
_NAMES = "select organisation_code, organisation_name_es from marts.dim_organisations"


@dataclass(frozen=True)
class Organisation:
    """What an organisation delivered for a month.

    `status`: as in rpt_submission_status; None where the organisation or its status is not known.
    `rows` and `quarantined`: of its rows that count.
    """

    status: str | None = None
    received_at: datetime | None = None
    is_expected: bool = False
    rows: int = 0
    quarantined: int = 0
    score: int | None = None


@dataclass(frozen=True)
class Month:
    """One cycle month as the report and the feedback tell it.

    `is_built`: whether it is from a build; without one only what was received and found is known.
    `submissions`: each file received with its `status`, `rows` and `quarantined`. `findings`: as in
    the landing, with `organisation_code`, WAIVED_COLUMNS, `is_waived` and `state`: 'open', 'new',
    'still' (in a file that replaced another), 'waived', 'fixed', or None of what a later file
    replaced. `is_of_month`: not of a file of another month that one of this month corrected.
    `organisations` by code, '' for rows of none. `figures`: cycle month -> figure -> number, this
    month among them. `files`: submission id -> name, cycle month, version.
    """

    code: str
    is_built: bool
    submissions: pd.DataFrame
    findings: pd.DataFrame
    repairs: pd.DataFrame
    organisations: Mapping[str, Organisation]
    figures: Mapping[str, Mapping[str, int | None]]
    deadline_at: datetime | None
    files: Mapping[str, tuple[str, str, int]]
    names: Mapping[str, str]

    @property
    def received(self) -> pd.DataFrame:
        """All findings of the month's files, of replaced ones too."""
        return self.findings[self.findings["is_of_month"]]

    @property
    def listed(self) -> pd.DataFrame:
        """The findings that the report lists: what counts today, and what was fixed."""
        return self.findings[self.findings["state"].notna()]


def read_built(database: Path, month: str) -> Month:
    """Return a month as a finished build holds it."""
    with duckdb.connect(str(database), read_only=True) as connection:

        def ask(sql: str) -> pd.DataFrame:
            values = {"month": month} if "$month" in sql else {}
            return plain(connection.execute(sql, values).df())

        def records(sql: str) -> list[dict[str, Any]]:
            return [{str(k): v for k, v in one.items()} for one in ask(sql).to_dict("records")]

        deadlines = records(_DEADLINE)
        return Month(
            code=month,
            is_built=True,
            submissions=ask(_SUBMISSIONS),
            findings=ask(_FINDINGS).astype({"is_waived": bool, "is_of_month": bool}),
            repairs=ask(_REPAIRS),
            organisations={
                one.pop("organisation_code"): Organisation(**one) for one in records(_ORGANISATIONS)
            },
            figures={one.pop("month_code"): one for one in records(FIGURES)},
            deadline_at=deadlines[0]["deadline_at"] if deadlines else None,
            files={str(one): (*about,) for one, *about in ask(_FILES).to_numpy().tolist()},
            names=dict(ask(_NAMES).to_numpy().tolist()),
        )


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame of plain objects, None where nothing is; whole numbers stay whole."""
    known = frame.notna()
    whole = [name for name, kind in frame.dtypes.items() if kind.kind == "f"]
    out = frame.astype(object).where(known, None)
    for name in whole:  # none of the figures has decimals: they are floats because of nulls
        out[name] = [None if value is None else int(value) for value in out[name]]
    return out
