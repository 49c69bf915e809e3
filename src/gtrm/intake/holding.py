"""Rows that are kept out by one finding about their file, instead of one finding per row.

A regional file has thousands of rows of other countries. In a file with dates such as 02/03/2021,
the month of every row can be read in two ways. Such rows are landed and counted as quarantined:
`held_by_rule_id` names the finding of the file that says why. A file that is only checked gives the
same rows.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from gtrm.core.cycle import MonthRead, read_month
from gtrm.core.figures import read_figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gtrm.lists.vocabularies import Vocabularies

HELD_COLUMN = "held_by_rule_id"
OTHER_COUNTRIES = "5W-552"
TWO_WAYS = "5W-553"
_LISTED = 20  # names, rows or dates that a finding prints


@dataclass(frozen=True)
class Held:
    """A finding about the rows of a file: a kind of `notices.yml` and its words."""

    kind: str
    rule_id: str
    field_name: str
    rows: pd.DataFrame
    value: str
    words: Mapping[str, str]

    @property
    def submission_id(self) -> str:
        """The file."""
        return str(self.rows["submission_id"].iloc[0])

    @property
    def sheet_name(self) -> str | None:
        """The sheet that all of them are on; None if there are several."""
        sheets = self.rows["sheet_name"].unique()
        return str(sheets[0]) if len(sheets) == 1 else None


def find_held(rows: pd.DataFrame, vocabularies: Vocabularies) -> list[Held]:
    """Return the held rows by the finding that holds them; each row is there once.

    Args:
        rows: Landing rows of one or several files with their codes.
        vocabularies: Whose office's; a country without listed regions is another one's.
    """
    country, home = rows["country_code"], vocabularies.home_countries
    other = country.notna() & ~country.isin(list(home))
    months = [_two_ways(*pair) for pair in zip(rows["month"], rows["cycle_month"], strict=True)]
    both = ~other & pd.Series([month is not None for month in months], index=rows.index)
    read = pd.Series(months, index=rows.index, dtype=object)
    found = []
    for _, own in rows[other | both].groupby("submission_id", sort=False, dropna=False):
        if (here := other[own.index]).any():
            found.append(_of_other_countries(own[here]))
        if (here := both[own.index]).any():
            found.append(_of_two_ways(own[here], [*read[own.index[here]]]))
    return found


def is_checked(rows: pd.DataFrame) -> pd.Series:
    """Whether the rules are asked of a row: another country's rows are not held to ours."""
    if HELD_COLUMN not in rows:
        return pd.Series(True, index=rows.index)
    return rows[HELD_COLUMN] != OTHER_COUNTRIES


def _two_ways(month: object, cycle_month: object) -> MonthRead | None:
    read = read_month(month, str(cycle_month)) if isinstance(month, str) else None
    return read if read is not None and read.readings else None


def _of_other_countries(rows: pd.DataFrame) -> Held:
    names = dict(zip(rows["country_code"][::-1], rows["country"][::-1], strict=True))
    counts = Counter(rows["country_code"]).most_common()
    told = [f"{names[code]}: {count}" for code, count in counts]
    return Held(
        "other_countries",
        OTHER_COUNTRIES,
        "country",
        rows,
        _list(str(names[code]) for code, _ in counts),
        {**_what_hangs_on(rows), "countries": str(len(counts)), "counts": _list(told)},
    )


def _of_two_ways(rows: pd.DataFrame, months: list[MonthRead]) -> Held:
    first, second = (
        _list(f"{code}: {count}" for code, count in sorted(Counter(codes).items()))
        for codes in zip(*(month.readings for month in months), strict=True)
    )
    return Held(
        "two_way_dates",
        TWO_WAYS,
        "month",
        rows,
        _list(dict.fromkeys(rows["month"])),
        {**_what_hangs_on(rows), "day_first": first, "month_first": second},
    )


def _what_hangs_on(rows: pd.DataFrame) -> dict[str, str]:
    """How many rows, where, and the people and USD that they report."""
    people = rows[["total_beneficiaries", "new_beneficiaries"]].map(read_figure).max(axis=1)
    usd = rows["cva_value"].map(read_figure)
    return {
        "rows": str(len(rows)),
        "places": _list(str(number) for number in rows["source_row"]),
        "people": f"{people.sum():.0f}",
        "usd": f"{usd.sum():.0f}",
    }


def _list(texts: Iterable[str]) -> str:
    listed = list(texts)
    more = ", …" if len(listed) > _LISTED else ""
    return ", ".join(listed[:_LISTED]) + more
