"""Which reports a newer build makes stale: a file of another month may correct theirs."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

import duckdb

from gtrm.config.checking import read_list
from gtrm.config.lists import Waiver
from gtrm.products.qa_report.month import FIGURES

if TYPE_CHECKING:
    from pathlib import Path

    from gtrm.core.settings import Settings

PAGE = "qa_report.html"
GONE = "nothing of this month is left"
STAMP = ".made_from"  # beside the report: what it was written from
_MONTHS_SHOWN = 12  # of figures beside the month's own
_NAMES = "select organisation_code, organisation_name_es from marts.dim_organisations order by all"
# Each table by the months whose report shows its rows, as one number whatever their order.
_CONTENTS = """
    with shown as (
        select cycle_month as month, 1 as kind, hash(one) as content
        from marts.fct_findings as one
        union all
        select fixing.cycle_month, 2, hash(one)
        from marts.fct_findings as one
        inner join marts.fct_submissions as fixing
            on one.fixed_by_submission_id = fixing.submission_id
        union all
        select cycle_month, 3, hash(one) from marts.fct_submissions as one
        union all
        select cycle_month, 4, hash(one) from marts.fct_repairs as one
        union all
        select month_code, 5, hash(one) from reporting.rpt_submission_status as one
        union all
        select cycle_month, 6, hash(one) from intermediate.int_quality_scored as one
    )
    select month, kind, sum(content::hugeint)::varchar from shown group by all order by all
"""


def find_stale(settings: Settings, database: Path) -> list[str]:
    """Return the months that have a report which tells something else than a build.

    Those of a month of which nothing is left are among them, and those written before reports had
    a stamp.
    """
    stamps = _stamps(settings, database)
    written = sorted(path.parent for path in settings.reports.glob(f"*/{PAGE}"))
    return [folder.name for folder in written if _stamp(folder) != stamps.get(folder.name, GONE)]


def keep_stamp(settings: Settings, folder: Path, database: Path | None) -> None:
    """Note beside a month's report what it was written from; nothing if not from a build."""
    stamp = _stamps(settings, database).get(folder.name, GONE) if database else ""
    (folder / STAMP).write_text(stamp, encoding="utf-8")


def _stamp(folder: Path) -> str | None:
    path = folder / STAMP
    return path.read_text(encoding="utf-8") if path.is_file() else None


def _stamps(settings: Settings, database: Path) -> dict[str, str]:
    lines = read_list(settings, Waiver)
    with duckdb.connect(str(database), read_only=True) as connection:
        contents = connection.execute(_CONTENTS).fetchall()
        figures = connection.execute(FIGURES, {"month": "9999-12"}).fetchall()
        names = connection.execute(_NAMES).fetchall()
    stamps = {}
    for month in {row[0] for row in contents}:
        own = [row for row in contents if row[0] == month]
        beside = sorted(row for row in figures if row[0] <= month)[-_MONTHS_SHOWN:]
        waivers = [one for one in lines if one.valid_from_month <= month <= one.valid_to_month]
        told = repr((own, beside, waivers, names))
        stamps[month] = hashlib.sha256(told.encode()).hexdigest()
    return stamps
