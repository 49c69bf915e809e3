"""The lists of the coordination in `config/`: mesas, service days, projects, targets. Their rules.

What a list holds is data: `config_lists.yml`. dbt reads the same files and takes them to be right.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from gtrm.config.lines import Line, read_lines
from gtrm.core.errors import SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from gtrm.core.settings import Settings

_RULES = Path(__file__).with_suffix(".yml")
_FIRST, _LAST = "-01-01", "-12-31"  # what a year lacks to be a day; a month lacks the end of it
_PERIODS = (("valid_from_date", "valid_to_date"), ("first_date", "last_date"))
_NO_END = "9999"
_BLANK = " or blank"


def check(settings: Settings) -> None:
    """Raise SettingsError if a line of the lists cannot be used; it says which others cannot.

    A cell that is no date, number or known code; two lines about the same; periods that overlap or
    end before they begin.
    """
    wrong = [
        error
        for name, rules in _rules()["lists"].items()
        for error in _check_list(settings, name, rules)
    ]
    if not wrong:
        return
    first = wrong[0]
    others = "; ".join(f"{error.where}: {error.what}" for error in wrong[1:5])
    more = f" Also wrong: {others}" if others else ""
    raise SettingsError(first.what, first.where, f"{first.fix}{more}")


@cache
def _rules() -> dict[str, dict[str, Any]]:
    rules: dict[str, dict[str, Any]] = yaml.safe_load(_RULES.read_text(encoding="utf-8"))
    return rules


def _check_list(settings: Settings, name: str, rules: Mapping[str, Any]) -> Iterator[SettingsError]:
    columns = rules["columns"]
    lines = read_lines(settings.config / f"{name}.csv", list(columns))
    codes = {kind: _codes(settings, kind.removesuffix(_BLANK)) for kind in columns.values()}
    good = []
    for line in lines:
        errors = [
            error
            for column, kind in columns.items()
            if (error := _check_cell(line, column, kind, codes[kind]))
        ]
        errors += [] if errors else _check_order(line)
        good += [] if errors else [line]
        yield from errors
    yield from _check_twice(good, rules["key"]) if "key" in rules else ()
    yield from _check_overlaps(good, rules["period"]) if "period" in rules else ()


def _codes(settings: Settings, kind: str) -> set[str] | None:
    """Return the codes that cells of a kind may have; None where a pattern tells."""
    source = _rules()["codes"].get(kind)
    if source is None:
        return None
    folder = settings.seeds if source["list"].startswith("ref_") else settings.config
    column = source["column"]
    lines = read_lines(folder / f"{source['list']}.csv", [column])
    return {one[column] for one in lines if re.fullmatch(source.get("pattern", ".+"), one[column])}


def _check_cell(line: Line, column: str, kind: str, codes: set[str] | None) -> SettingsError | None:
    text, name = line[column], kind.removesuffix(_BLANK)
    if not text:
        blank = f"{column} is blank."
        return None if kind.endswith(_BLANK) else line.error(blank, "Write it, from the source.")
    if codes is not None:
        source = _rules()["codes"][name]
        fix = f"Use a {source['column']} of {source['list']}.csv."
        return None if text in codes else line.error(f"{column} {text!r} is not known.", fix)
    rule = _rules()["kinds"][name]
    if re.fullmatch(rule["pattern"], text) and (not rule.get("is_date") or _is_day(text)):
        return None
    return line.error(f"{column} {text!r} cannot be read.", rule["fix"])


def _is_day(text: str) -> bool:
    """Whether a year, month or day is in the calendar."""
    try:
        date.fromisoformat(text + _FIRST[len(text) - 4 :])
    except ValueError:
        return False
    return True


def _bounds(line: Line, start: str, end: str) -> tuple[str, str]:
    """Return first and last day as text that sorts; a month ends on a 31st for that."""
    last = line[end] or _NO_END
    return (
        line[start] + _FIRST[len(line[start]) - 4 :],
        last + (_LAST if len(last) == 4 else "-31" if len(last) == 7 else ""),
    )


def _check_order(line: Line) -> list[SettingsError]:
    pairs = [pair for pair in _PERIODS if all(line.cells.get(name) for name in pair)]
    return [
        line.error(f"{end} is before {start}.", "Correct one of them.")
        for start, end in pairs
        if _bounds(line, start, end)[0] > _bounds(line, start, end)[1]
    ]


def _check_twice(lines: Sequence[Line], key: Sequence[str]) -> Iterator[SettingsError]:
    seen: dict[tuple[str, ...], Line] = {}
    for line in lines:
        first = seen.setdefault(tuple(line[name] for name in key), line)
        if first is not line:
            yield line.error(
                f"It is about the same as row {first.number}: {', '.join(key)}.", "Keep one."
            )


def _check_overlaps(lines: Sequence[Line], group: Sequence[str]) -> Iterator[SettingsError]:
    def of(line: Line) -> tuple[tuple[str, ...], tuple[str, str]]:
        return tuple(line[name] for name in group), _bounds(line, *_PERIODS[0])

    for (same, before), (other, after) in pairwise(
        sorted(((of(line), line) for line in lines), key=lambda pair: pair[0])
    ):
        if same[0] == other[0] and other[1][0] <= same[1][1]:
            yield after.error(
                f"Its period overlaps that of row {before.number}.",
                f"End row {before.number} before this one begins, or correct valid_from_date.",
            )
