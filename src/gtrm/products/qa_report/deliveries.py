"""Who delivered for a month: in time, late, not at all."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING

import duckdb

from gtrm.config.checking import read_list
from gtrm.config.deadlines import deadline
from gtrm.config.lists import ExpectedPartner
from gtrm.intake import landed

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from gtrm.core.settings import Settings

# As dbt's `int_organisations_submitted`: rows say what month they report on; only where none of an
# organisation's months has a cycle do they stand for the cycle they came in. The first file decides
# over lateness, so that a correction makes nobody late.
_DELIVERED = """
    with
    files as (
        from read_parquet($submissions, union_by_name = true) where status <> 'refused'
    ),
    months as (select distinct cycle_month from read_parquet($submissions, union_by_name = true)),
    parts as (
        select
            files.submission_id, files.cycle_month, files.received_at, files.status,
            files.organisation_code as file_organisation_code, parts.organisation_code,
            parts.superseded_by_submission_id is null as counts,
            months.cycle_month as landed_month
        from files
        left join read_parquet($parts) as parts on files.submission_id = parts.submission_id
        left join months on parts.month_code = months.cycle_month
    ),
    placed as (
        select
            *,
            coalesce(landed_month, case
                when counts and max(landed_month)
                    over (partition by submission_id, organisation_code) is null
                then cycle_month
            end) as month_code
        from parts
    ),
    named as (
        select month_code, organisation_code as code, status, received_at, counts from placed
        union all
        select month_code, file_organisation_code, status, received_at, counts from placed
    )
    select
        month_code, code, min(received_at) as received_at,
        bool_or(counts and status = 'nothing_to_report')
        and not bool_or(counts and status = 'read') as has_nothing
    from named
    where month_code is not null and code is not null
    group by all
"""


@dataclass(frozen=True)
class Delivery:
    """Whether an organisation delivered for a month.

    `status`: 'on_time', 'late', 'nothing_to_report', 'missing', or 'expected' while the deadline
    has not passed.
    """

    organisation_code: str
    status: str
    received_at: datetime | None
    is_expected: bool


def read_deliveries(settings: Settings, now: datetime) -> dict[str, dict[str, Delivery]]:
    """Return month -> organisation code -> delivery, for every month with a cycle.

    Args:
        settings: Whose landing, deadlines and expected partners.
        now: Aware; a partner whose deadline is not over is expected, not missing.
    """
    paths = [
        str(landed.path_of(settings, "submissions", one))
        for one in landed.all_submission_ids(settings)
    ]
    if not paths:
        return {}
    parts = str(settings.landing / "parts" / "parts.parquet")
    with duckdb.connect() as connection:
        found = connection.execute(_DELIVERED, {"submissions": paths, "parts": parts}).fetchall()
    out: dict[str, dict[str, Delivery]] = {path.split("/")[-2]: {} for path in paths}
    for month, code, received_at, has_nothing in found:
        due = deadline(settings.config, month)
        received = received_at.replace(tzinfo=UTC)
        in_time = "on_time" if received < due else "late"
        status = "nothing_to_report" if has_nothing else in_time
        out[month][code] = Delivery(code, status, received, is_expected=False)
    for month, own in out.items():
        _add_expected(settings, month, own, now)
    return out


def _add_expected(settings: Settings, month: str, own: dict[str, Delivery], now: datetime) -> None:
    absent = "missing" if deadline(settings.config, month) <= now else "expected"
    for line in read_list(settings, ExpectedPartner):
        if line.valid_from_month <= month <= (line.valid_to_month or month):
            code = line.organisation_code
            had = own.get(code, Delivery(code, absent, None, is_expected=True))
            own[code] = Delivery(code, had.status, had.received_at, is_expected=True)


def count_statuses(deliveries: Mapping[str, Delivery]) -> dict[str, int]:
    """Return how many organisations delivered how; 'received' is all that sent something."""
    names = ("on_time", "late", "nothing_to_report", "missing", "expected")
    counts = {name: sum(one.status == name for one in deliveries.values()) for name in names}
    counts["received"] = sum(one.received_at is not None for one in deliveries.values())
    counts["asked"] = sum(one.is_expected for one in deliveries.values())
    return counts
