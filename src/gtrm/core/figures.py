"""What a figure in a cell is: one definition for intake, the rules and SQL.

A figure is one to fifteen digits 0-9 with at most a decimal point; it can be negative. "1.000" can
mean a thousand or one, so it is not a figure. A whole number is a figure of zero or more without
decimals other than zeros ("12.0"). SQL reads the same patterns: the macros of
`dbt_project/macros/numbers.sql` repeat them (a test compares them), and `figure_macro` gives them
to a connection.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

BLANKS = " \t\r\n\u00a0"  # around a figure they say nothing
FIGURE = "-?[0-9]{1,15}([.][0-9]+)?"
GROUPED_THOUSANDS = "-?[1-9][0-9]{0,2}([.][0-9]{3})+"
WHOLE = "-?[0-9]{1,15}([.]0+)?"

_FIGURE = re.compile(FIGURE)
_GROUPED_THOUSANDS = re.compile(GROUPED_THOUSANDS)
_WHOLE = re.compile(WHOLE)
_EXACT = 6  # decimals: 1e-7 is what a spreadsheet's own sums leave behind


def is_blank(text: object) -> bool:
    """Whether a cell holds nothing but blanks."""
    return not isinstance(text, str) or not text.strip(BLANKS)


def read_decimal(text: object) -> Decimal | None:
    """Return the exact figure of a cell; None if it is blank or not clearly one figure."""
    if not isinstance(text, str):
        return None
    plain = text.strip(BLANKS)
    if not _FIGURE.fullmatch(plain) or _GROUPED_THOUSANDS.fullmatch(plain):
        return None
    return Decimal(plain)


def read_figure(text: object) -> float:
    """Return the figure of a cell: 0 if blank, NaN if it is not clearly one figure."""
    if is_blank(text):
        return 0.0
    figure = read_decimal(text)
    return float("nan") if figure is None else float(figure)


def read_whole(text: object) -> int | None:
    """Return the whole number of zero or more that a cell holds; None if blank or another text."""
    figure = read_decimal(text)
    if figure is None or figure < 0 or not _WHOLE.fullmatch(str(text).strip(BLANKS)):
        return None
    return int(figure)


def add_up(texts: Iterable[str]) -> Decimal | None:
    """Return the sum of the cells that are not blank; None if one is not a figure, or negative.

    Exact to six decimals, so that 27.9 and 96.1 are 124.
    """
    total = Decimal(0)
    for text in texts:
        figure = read_decimal(text)
        if figure is None or figure < 0:
            return None
        total += figure
    return round(total, _EXACT)


def print_figure(figure: Decimal) -> str:
    """Return a figure as text without zeros behind its decimals: 124, 123.9."""
    return str(int(figure)) if figure == int(figure) else f"{figure:f}".rstrip("0")


def figure_macro(name: str) -> str:
    """Return DuckDB's statement for a macro that reads as `read_figure` does (null = NaN)."""
    cell = f"trim(cell, '{BLANKS}')"
    return f"""
        create macro {name}(cell) as case
            when cell is null or {cell} = '' then 0
            when regexp_full_match({cell}, '{GROUPED_THOUSANDS}') then null
            when regexp_full_match({cell}, '{FIGURE}') then {cell}::double
        end
    """
