"""When the submissions of a month are due: `config/deadlines.csv`, resolved here alone."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from gtrm.config.kinds import expected, last_of_month
from gtrm.config.lists import Deadline
from gtrm.config.problems import Expected
from gtrm.config.reading import read_list
from gtrm.core.cycle import LIMA

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

_NONE_HOLDS = expected(
    "ninguna fila vale para {month}",
    "no row holds for {month}",
    "Agregue una fila que empiece antes.",
    "Add a row that begins earlier.",
)


def deadline(config: Path, month: str) -> datetime:
    """Return when a month's submissions are due (UTC): the end of the due day in Lima.

    Raises:
        ConfigError: The list cannot be read, or no row of it is valid for the month.
    """
    return end_of(due_date(read_list(config / Deadline.file, Deadline), month))


def end_of(day: date) -> datetime:
    """Return when a day ends in Lima (UTC)."""
    due = datetime(day.year, day.month, day.day, tzinfo=LIMA) + timedelta(days=1)
    return due.astimezone(UTC)


def due_date(lines: Sequence[Deadline], month: str) -> date:
    """Return the last day on which a month's submissions are in time.

    It is in the following month; the line that began last is used. Day 31 of a shorter month is its
    last day.

    Raises:
        ConfigError: No line is valid for the month.
    """
    begun = [line for line in lines if line.valid_from_month <= month]
    if not begun:
        first = min(lines, key=lambda line: line.valid_from_month)
        wanted = Expected(_NONE_HOLDS.what.fill(month=month), _NONE_HOLDS.remedy)
        raise first.error(wanted, "valid_from_month")
    day = max(begun, key=lambda line: line.valid_from_month).deadline_day
    year, number = divmod(int(month[:4]) * 12 + int(month[5:]), 12)
    last = last_of_month(f"{year:04d}-{number + 1:02d}")
    return last.replace(day=min(day, last.day))
