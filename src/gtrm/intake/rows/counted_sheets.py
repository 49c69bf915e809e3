"""Which rows of a workbook's sheets count: hidden sheets, copies, and a sheet of all the others.

- Visible sheets count. A hidden one counts only where no visible sheet is a 5W.
- If the visible 5W is empty or lacks columns, the rows of hidden ones land and are held: it is not
  "nothing to report", but nobody saw these figures. Beside a filled one they are not read, and a
  finding says so.
- Of two sheets with the same rows, the one with more rows counts (if equal, the first); the other
  adds only rows that the first lacks. The same is true of region sheets beside a "Consolidado".
  A row with other figures in the copy is held, because one of the two is wrong.
- A sheet with the sums of all the others, such as a summary by region or a copy in another
  language, is held: its rows add nothing to the others.

Rows are the same if every field is equal, as read: blanks are zeros in figures, case and accents do
not matter. Equal rows within one sheet are not treated here: rule 5W-601 flags them.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from gtrm.core.cycle import parse_month
from gtrm.core.normal import normalise
from gtrm.intake.landed import REPORTED_FIELDS
from gtrm.intake.layouts.templates import FIGURE_FIELDS
from gtrm.intake.notices import Notice
from gtrm.intake.rows.weight import HALF_A_CENT, read_figure, weigh

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from gtrm.intake.formats.workbook import Sheet
    from gtrm.intake.layouts.headers import Header
    from gtrm.intake.rows import Row, SheetRows

Key = tuple[object, ...]

# A sheet copies others if this share of its rows stands in them; a few equal rows are no copy.
COPIED_SHARE = 0.5
LEAST_COPIED = 3  # rows; fewer only if they are the whole sheet
LEAST_SUMMED = 2  # rows: the sum of one is a copy of it
LEAST_SUMS = 3  # different sums that agree: fewer agree by chance
_NO_YEAR = "0000-00"  # the cycle of a month that is written without its year
_TEXTS = tuple(name for name in REPORTED_FIELDS if name not in FIGURE_FIELDS)
_FIGURES = tuple(name for name in REPORTED_FIELDS if name in FIGURE_FIELDS)


@dataclass(frozen=True)
class ReadSheet:
    """A sheet with its header and what was read below it."""

    sheet: Sheet
    header: Header
    found: SheetRows

    @property
    def name(self) -> str:
        """The sheet's name."""
        return self.sheet.name

    def weigh(self) -> dict[str, str]:
        """What hangs on the sheet's rows, as hints say it."""
        return weigh(row for _, row in self.found.rows).words()


Told = list[tuple[str, Notice]]  # (sheet, notice)


def choose(read: Sequence[ReadSheet], *, is_one_unread: bool) -> tuple[list[ReadSheet], Told]:
    """Return the sheets that land, without rows that are in another sheet, and the notices.

    `is_one_unread`: a visible sheet has rows and lacks columns: what is hidden is not the report.
    """
    shown = [one for one in read if not one.sheet.hidden]
    hidden = [one for one in read if one.sheet.hidden]
    if not shown and not is_one_unread:
        return hidden, [*_leave_copies_out(hidden), *_hold_summary(hidden)]
    if any(one.found.rows for one in shown):
        told = [*_leave_copies_out(shown), *_hold_summary(shown)]
        return shown, told + [told_one for one in hidden for told_one in _tell_hidden(one, shown)]
    told = _leave_copies_out(hidden)
    return [*shown, *hidden], told + [notice for one in hidden for notice in _hold(one)]


def _hold(hidden: ReadSheet) -> Iterator[tuple[str, Notice]]:
    """Say what is held of a hidden sheet, and hold each of its rows."""
    if not hidden.found.rows:
        return
    count = len(hidden.found.rows)
    yield hidden.name, Notice("hidden_activities", words=hidden.weigh(), rows=count)
    for number, row in hidden.found.rows:
        yield hidden.name, Notice("hidden_activities", number, words=weigh([row]).words())


def _tell_hidden(hidden: ReadSheet, shown: Sequence[ReadSheet]) -> Iterator[tuple[str, Notice]]:
    """Say what stays unread: critical if it could belong to what the visible sheets report."""
    rows = [row for _, row in hidden.found.rows]
    if not rows:
        return
    counted = [row for one in shown for _, row in one.found.rows]
    same = sum((Counter(map(_key, rows)) & Counter(map(_key, counted))).values())
    is_old = same == len(rows) or _are_apart(_months(rows), _months(counted))
    words = {
        **hidden.weigh(),
        "same_es": f" ({same} iguales a filas visibles)" if same else "",
        "same_en": f" ({same} equal visible rows)" if same else "",
    }
    kind = "hidden_sheet" if is_old else "hidden_activities"
    yield hidden.name, Notice(kind, value=str(len(rows)), words=words, rows=len(rows))


def _months(rows: Iterable[Row]) -> set[str | None]:
    return {parse_month(row.get("month") or "", _NO_YEAR)[0] for row in rows}


def _are_apart(months: set[str | None], others: set[str | None]) -> bool:
    """Whether two sheets report different months, as far as they say; one may leave out years."""
    known = [{month for month in each if month} for each in (months, others)]
    if None in months | others:
        return False
    if any(month.startswith(_NO_YEAR[:4]) for each in known for month in each):
        known = [{month[-2:] for month in each} for each in known]
    return not known[0] & known[1]


def _leave_copies_out(sheets: Sequence[ReadSheet]) -> Told:
    """Take the rows that stand in a fuller sheet out of the others; return what is told."""
    filled = [one for one in sheets if one.found.rows]
    if len(filled) == 1:  # keys of its rows would be made for nothing
        return []
    told: Told = []
    kept: list[tuple[str, Counter[Key]]] = []
    for one in sorted(filled, key=lambda one: -len(one.found.rows)):
        rows = [(number, row, _key(row)) for number, row in one.found.rows]
        counter = Counter(key for _, _, key in rows)
        others = sum((keys for _, keys in kept), Counter[Key]())
        shared = counter & others
        if _is_copy(shared, counter):
            names = list(dict.fromkeys(name for name, keys in kept if keys & shared))
            told += _take_out(one, rows, shared, others, names)
            counter -= shared
        kept.append((one.name, counter))
    return told


def _is_copy(shared: Counter[Key], rows: Counter[Key]) -> bool:
    """Whether what a sheet shares with others is more than chance; rows without figures are not."""
    telling = sum(count for key, count in shared.items() if _has_figures(key))
    if not telling:
        return False
    count, whole = shared.total(), rows.total()
    return count == whole or (count >= LEAST_COPIED and count >= COPIED_SHARE * whole)


def _take_out(
    one: ReadSheet,
    rows: Iterable[tuple[int, Row, Key]],
    shared: Counter[Key],
    others: Counter[Key],
    names: Sequence[str],
) -> Iterator[tuple[str, Notice]]:
    """Keep rows that only the copy has; report the others, and hold edited rows."""
    left = Counter(shared)
    out: list[Row] = []
    keep: list[tuple[int, Row, Key]] = []
    for number, row, key in rows:
        if left[key]:
            left[key] -= 1
            out.append(row)
        else:
            keep.append((number, row, key))
    one.found.rows[:] = [(number, row) for number, row, _ in keep]
    other = "», «".join(names)
    words = {
        "other": other,
        **weigh(out).words(),
        **weigh(row for _, row, _ in keep).words("kept"),
    }
    yield one.name, Notice("copied_sheet", value=str(len(out)), words=words, rows=len(out))
    lines = {_line(key) for key in others}
    for number, _, key in keep:
        if _line(key) in lines:
            yield one.name, Notice("edited_copy", number, words={"other": other})


def _hold_summary(sheets: Sequence[ReadSheet]) -> Told:
    """Hold the rows of the shortest sheet whose sums are those of all others together."""
    filled = sorted((one for one in sheets if one.found.rows), key=lambda one: len(one.found.rows))
    for one in filled:
        rest = [row for other in filled if other is not one for _, row in other.found.rows]
        rows = [row for _, row in one.found.rows]
        if _is_summary(rows, rest):
            notices = (
                Notice("looks_total", number, value=one.name) for number, _ in one.found.rows
            )
            return [(one.name, notice) for notice in notices]
    return []


def _is_summary(rows: Sequence[Row], rest: Sequence[Row]) -> bool:
    """Whether rows add up to what other rows do, of the same months and places or in fewer rows."""
    if len(rest) < LEAST_SUMMED or _are_apart(_months(rows), _months(rest)):
        return False
    if len(rows) >= len(rest) and not _places(rows) <= _places(rest):
        return False
    others = _sums(rest)
    said = {name: total for name, total in _sums(rows).items() if total}
    agrees = all(abs(total - others[name]) < HALF_A_CENT for name, total in said.items())
    return agrees and len(set(said.values())) >= LEAST_SUMS


def _places(rows: Iterable[Row]) -> set[str]:
    return {normalise(row.get("admin1") or "") for row in rows}


def _sums(rows: Sequence[Row]) -> dict[str, float]:
    texts = {name: [row.get(name) for row in rows] for name in _FIGURES}
    return {
        name: sum((read_figure(text) or 0.0) for text in own if text) for name, own in texts.items()
    }


def _key(row: Row) -> Key:
    texts = (row.get(name) for name in _TEXTS)
    figures = (row.get(name) for name in _FIGURES)
    return (
        *(normalise(text) if text else "" for text in texts),
        *(_figure(text) if text else 0.0 for text in figures),
    )


def _figure(text: str) -> object:
    figure = read_figure(text)
    return text if figure is None else figure


def _line(key: Key) -> Key:
    """Everything of a row but its figures."""
    return key[: len(_TEXTS)]


def _has_figures(key: Key) -> bool:
    return any(key[len(_TEXTS) :])
