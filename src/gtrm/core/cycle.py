"""The reporting month: how it is written, read and checked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

from gtrm.core.errors import SettingsError
from gtrm.core.normal import normalise

if TYPE_CHECKING:
    from collections.abc import Callable

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
_CLOCK = r"(?:[ t]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?z?)?"
# What is written in digits: year and month, perhaps with a day, which comes in two orders.
_YEAR_FIRST = re.compile(rf"(\d{{4}})[-/.](\d{{1,2}})(?:[-/.](\d{{1,2}}))?{_CLOCK}", re.ASCII)
_YEAR_AND_MONTH = re.compile(r"((?:19|20)\d{2})(\d{2})", re.ASCII)
_MONTH_AND_YEAR = re.compile(r"(\d{1,2})[-/.](\d{4})", re.ASCII)
_DAY_AND_MONTH = re.compile(rf"(\d{{1,2}})[-/.](\d{{1,2}})[-/.](\d{{4}}){_CLOCK}", re.ASCII)
_SERIAL = re.compile(r"([34]\d{4}|5[0-4]\d{3})(?:\.\d+)?", re.ASCII)
_SERIAL_ZERO = date(
    1899, 12, 30
)  # of Excel: its day 1 is the first of January 1900, and 1900 leapt
# Written in words: the text between the month and its neighbours has no meaning.
_BETWEEN = re.compile(
    r"['\u2019\u00b4`.,/()-]+|\b(?:de|del|of|th|st|nd|rd)\b|(?<=\d)(?:st|nd|rd|th|ro|o)\b"
)
_LETTERS_AND_DIGITS = re.compile(r"[a-z]+|\d+", re.ASCII)


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


class MonthRead(NamedTuple):
    """What a text says of a month."""

    code: str | None  # 'YYYY-MM'; None where it says no month, or two
    # 'written'; 'assumed': without a year, the cycle's was taken; 'serial': a date of Excel that
    # came as its number of days; 'two_ways': day and month could stand in either order.
    source: str | None
    readings: tuple[str, ...] = ()  # the two months of 'two_ways', day first read first


_UNREAD = MonthRead(None, None)


def parse_month(text: str, cycle_month: str) -> tuple[str | None, bool]:
    """Return the month a partner wrote as 'YYYY-MM', and whether its year was assumed.

    None where it cannot be read; `read_month` says more.
    """
    read = read_month(text, cycle_month)
    return read.code, read.source == "assumed"


def read_month(text: str, cycle_month: str) -> MonthRead:
    """Return the month a partner wrote, and how it was recognised.

    '2021-03', '2021/03', '202103', '03/2021', '03.2021', 'marzo 2021', 'MARZO DE 2021', "Marzo'21",
    'mar.-21', '1-mar-2021', '2021-03-01T00:00:00' and '31/03/2021' are read as written. 'March'
    alone takes the year of the cycle (DOMAIN: "a month without a year"). '02/03/2021' means two
    months and is not read; '03/03/2021' means one.
    """
    wanted = normalise(text).strip(" .,;'")
    for pattern, read in _IN_DIGITS:
        if match := pattern.fullmatch(wanted):
            return read(match)
    return _in_words(wanted, cycle_month)


def _written(year: int, month: int) -> MonthRead:
    code = _month_code(year, month)
    return MonthRead(code, "written") if code else _UNREAD


def _with_day(match: re.Match[str]) -> MonthRead:
    """A day, a month and a year: '31/03/2021', '03/31/2021', '02/03/2021'."""
    first, second, year = (int(part) for part in match.groups())
    codes = [
        _month_code(year, month)
        for day, month in ((first, second), (second, first))
        if 1 <= day <= 31
    ]
    known = tuple(dict.fromkeys(code for code in codes if code))
    if len(known) == 2:
        return MonthRead(None, "two_ways", known)
    return MonthRead(known[0], "written") if known else _UNREAD


def _of_serial(match: re.Match[str]) -> MonthRead:
    day = _SERIAL_ZERO + timedelta(days=int(match[1]))
    return MonthRead(f"{day:%Y-%m}", "serial")


_IN_DIGITS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], MonthRead]], ...] = (
    (_YEAR_FIRST, lambda match: _written(int(match[1]), int(match[2]))),
    (_YEAR_AND_MONTH, lambda match: _written(int(match[1]), int(match[2]))),
    (_MONTH_AND_YEAR, lambda match: _written(int(match[2]), int(match[1]))),
    (_DAY_AND_MONTH, _with_day),
    (_SERIAL, _of_serial),
)


def _in_words(wanted: str, cycle_month: str) -> MonthRead:
    """One name of a month, perhaps with a year of four digits or two, perhaps with a day before it.

    With two digits alone, 'mar-21', they are the year; the first of 'mar 5 21' may be either.
    """
    plain = _BETWEEN.sub(" ", wanted)
    parts = _LETTERS_AND_DIGITS.findall(plain)
    names = [_MONTH_BY_NAME[part] for part in parts if part in _MONTH_BY_NAME]
    numbers = [part for part in parts if part.isdigit()]
    if len(names) != 1 or len(parts) != 1 + len(numbers) or re.sub(r"[a-z\d ]", "", plain):
        return _UNREAD
    years = [int(part) for part in numbers if len(part) == 4]
    days = [int(part) for part in numbers if len(part) <= 2]
    if not numbers:
        return MonthRead(_month_code(int(cycle_month[:4]), names[0]), "assumed")
    if len(numbers) == 1 and len(numbers[0]) == 2 and parts[-1] == numbers[0]:
        return _written(2000 + days[0], names[0])
    if (
        len(years) == 1
        and len(years) + len(days) == len(numbers) <= 2
        and max(days, default=1) <= 31
    ):
        return _written(years[0], names[0])
    return _UNREAD


@dataclass(frozen=True)
class MonthBounds:
    """The months that a row of a cycle may speak of."""

    first: str = "0000-00"  # the response has nothing to report before it

    def verdict(self, month: str, cycle_month: str) -> str | None:
        """Return 'after_cycle' or 'before_response' of a month out of bounds, else None."""
        if month > cycle_month:
            return "after_cycle"
        return "before_response" if month < self.first else None


def minute_in_lima(moment: str) -> str:
    """Return a moment of a manifest (ISO) by the clock of Lima: '2021-10-12 04:00'."""
    return datetime.fromisoformat(moment).astimezone(LIMA).strftime("%Y-%m-%d %H:%M")


def utc_now() -> datetime:
    """The present, in UTC and to the second, as stored in receipts and manifests."""
    return datetime.now(UTC).replace(microsecond=0)


def _month_code(year: int, month: int) -> str | None:
    return f"{year:04d}-{month:02d}" if 1 <= month <= 12 else None
