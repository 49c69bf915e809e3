"""The reporting month: how it is written, read and checked."""

from __future__ import annotations

import csv
import re
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from gtrm.errors import SettingsError
from gtrm.normal import normalise

if TYPE_CHECKING:
    from pathlib import Path

LIMA = ZoneInfo("America/Lima")
MONTH_PATTERN = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")

# Spanish and English month names with their usual short forms; "setiembre" is Peru's spelling.
_MONTH_NAMES = {
    1: "enero ene january jan",
    2: "febrero feb february",
    3: "marzo mar march",
    4: "abril abr april apr",
    5: "mayo may",
    6: "junio jun june",
    7: "julio jul july",
    8: "agosto ago august aug",
    9: "septiembre setiembre sep set sept september",
    10: "octubre oct october",
    11: "noviembre nov november",
    12: "diciembre dic december dec",
}
_MONTH_BY_NAME = {name: number for number, names in _MONTH_NAMES.items() for name in names.split()}
_ISO = re.compile(r"(\d{4})-(\d{1,2})(?:-\d{1,2})?(?:[ t]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?)?")
_NUMERIC = re.compile(r"(\d{1,2})[/-](\d{4})")
_NAMED = re.compile(r"([a-z]+)\.?(?:[ /-]+(?:(?:de|del|of) )?(\d{4}|\d{2}))?")


def check_month(text: str) -> str:
    """Return the month as 'YYYY-MM'.

    Raises:
        SettingsError: It is not written so.
    """
    if not MONTH_PATTERN.fullmatch(text):
        raise SettingsError(
            f"{text!r} is not a month.", "MONTH", "Write year and month, such as 2021-09."
        )
    return text


def month_of_run(month_param: str | None, partition_key: str | None) -> str:
    """Return the month an Airflow run is for: its `month` param, else its partition key.

    Raises:
        SettingsError: It has neither.
    """
    month = month_param or partition_key
    if month is None:
        raise SettingsError(
            "The run has no month.", "param month", "Give the month, such as 2021-09."
        )
    return check_month(month)


def parse_month(text: str, cycle_month: str) -> tuple[str | None, bool]:
    """Return the month a partner wrote as 'YYYY-MM', and whether its year was assumed.

    '2021-01', Excel dates, '01/2021', 'enero 2021', 'Sept-21' are read as written; 'January' alone
    takes the year of the cycle (DOMAIN: "a month without a year"). None where it cannot be read: a
    day/month/year text is one of them, because 02/03/2021 means two months.
    """
    wanted = normalise(text)
    if match := _ISO.fullmatch(wanted):
        return _month_code(int(match[1]), int(match[2])), False
    if match := _NUMERIC.fullmatch(wanted):
        return _month_code(int(match[2]), int(match[1])), False
    if (match := _NAMED.fullmatch(wanted)) and match[1] in _MONTH_BY_NAME:
        number, year = _MONTH_BY_NAME[match[1]], match[2]
        if year is None:
            return _month_code(int(cycle_month[:4]), number), True
        return _month_code(int(year) + (2000 if len(year) == 2 else 0), number), False
    return None, False


def deadline(config: Path, month: str) -> datetime:
    """Return when a month's submissions are due (UTC).

    `config/deadlines.csv` gives the day of the following month, until whose end in Lima a file is
    in time; the row with the latest `valid_from_month` up to the month holds.

    Raises:
        SettingsError: No row holds for the month.
    """
    path = config / "deadlines.csv"
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = {row["valid_from_month"]: int(row["deadline_day"]) for row in csv.DictReader(file)}
    day = next((rows[since] for since in sorted(rows, reverse=True) if since <= month), None)
    if day is None:
        raise SettingsError(f"No deadline holds for {month}.", str(path), "Add an earlier row.")
    year, number = divmod(int(month[:4]) * 12 + int(month[5:]), 12)
    due = datetime(year, number + 1, day, tzinfo=LIMA) + timedelta(days=1)
    return due.astimezone(UTC)


def minute_in_lima(moment: str) -> str:
    """Return a moment of a manifest (ISO) by the clock of Lima: '2021-10-12 04:00'."""
    return datetime.fromisoformat(moment).astimezone(LIMA).strftime("%Y-%m-%d %H:%M")


def utc_now() -> datetime:
    """The present, in UTC and to the second, as stored in receipts and manifests."""
    return datetime.now(UTC).replace(microsecond=0)


def _month_code(year: int, month: int) -> str | None:
    return f"{year:04d}-{month:02d}" if 1 <= month <= 12 else None
