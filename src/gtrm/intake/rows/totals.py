"""Rows of totals, known by what they are: called so, or equal to the sum of the rows above.

A row called a total is not an activity, even if its figures are not the sum; a notice then gives
the difference. A row can have all texts of an activity and still be the sum of the rows above in
every figure. It is not dropped because of its figures alone: it lands and is held, until a person
says what it is.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import accumulate
from typing import TYPE_CHECKING

from gtrm.core.normal import normalise
from gtrm.intake.notices import Notice
from gtrm.intake.rows.weight import HALF_A_CENT, as_text, read_figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from gtrm.intake.layouts.headers import Header

Cells = list[str | None]
Numbered = tuple[int, Cells]
Labels = dict[str | None, str]  # a text to what `label_kind` says

_HINTS = re.compile(r"total|sum|acumulad", re.IGNORECASE)
_WORD = re.compile(r"[a-z]+")
_NAMES = frozenset(
    (
        *("total", "totales", "totals", "subtotal", "subtotales", "subtotals", "acumulado"),
        *("suma", "sumas", "sumatoria", "sumatorias", "sum", "sums"),
    )
)
# Beside one of them these words name nothing of their own.
_FILLING = frozenset(
    (
        *("gran", "grand", "general", "generales", "overall", "acumulado", "acumulada"),
        *("parcial", "final", "sub", "global", "anual", "mensual", "vertical", "de", "del"),
        *("la", "las", "los", "el", "of", "the", "y", "and", "en", "beneficiario"),
        *("beneficiarios", "beneficiaria", "beneficiarias", "beneficiaries", "personas"),
        *("people", "persons", "alcanzado", "alcanzados", "alcanzada", "alcanzadas"),
        *("atendido", "atendidos", "atendida", "atendidas", "reached", "mes", "month"),
        *("reporte", "report", "hoja", "sheet", "filas", "rows", "nuevos", "nuevas", "new"),
    )
)
_NEVER_A_NAME = frozenset(("subtotal", "subtotales", "subtotals", "sumatoria", "sumatorias"))
_STARTS = _NAMES | {"gran", "grand", "sub"}
_MOST_WORDS = 5  # of "Subtotal Tacna"; a longer text is a sentence about totals
# A row with fewer of these than SAYS_ENOUGH says nothing that could be placed or counted.
_SAYING = ("month", "sector", "indicator", "activity", "admin1")
_SAYS_ENOUGH = 3
# Free texts: an organisation, a project may be called "Total", a place or an activity is not.
_FREE = ("appealing_org", "implementing_org", "project", "donor", "description", "activity_unit")
_ORGANISATIONS = ("appealing_org", "implementing_org")
_LEAST_ROWS = 2  # with a figure: one equal row, among zeros or not, is a copy and no sum
_LEAST_FIGURES = 3  # different ones in a row without a label; small counts agree by chance
_LISTED = 3  # columns whose difference is told


@dataclass
class Totals:
    """What was found: rows that are no activity, and notices about these and about held ones."""

    numbers: set[int] = field(default_factory=set)
    notices: list[Notice] = field(default_factory=list)


def label_kind(text: str) -> str | None:
    """Return 'total' for a text that only says so, 'named' for "Total Tacna", None for others."""
    if text[0] in "=@" or not _HINTS.search(text):  # a formula names what it adds up
        return None
    plain = normalise(text)
    words = _WORD.findall(plain)
    if not _NAMES.intersection(words) or len(words) > _MOST_WORDS or re.search(r"[#%]", plain):
        return None
    if words[0] in _NEVER_A_NAME or all(word in _NAMES or word in _FILLING for word in words):
        return "total"
    return "named" if words[0] in _STARTS else None


def find_labels(texts: Iterable[str], header: Header) -> Labels:
    """Return the texts of a sheet that call a row a total, without printed headers."""
    found = {text: kind for text in texts if (kind := label_kind(text))}
    printed = {*header.printed.values(), *header.unmapped.values()}
    return {text: kind for text, kind in found.items() if text not in printed}


def find_totals(
    rows: Sequence[Numbered], header: Header, figures: Sequence[int], labels: Labels
) -> Totals:
    """Return the rows of totals among the activities of a sheet.

    Args:
        rows: Excel's number and the cells of each row, in order.
        header: Of the sheet.
        figures: Positions of the figures.
        labels: From `find_labels`.
    """
    out = Totals()
    labels = _without_names(rows, labels)
    sums = _Sums([cells for _, cells in rows], figures)
    texts = _Texts(header)
    for index, (number, cells) in enumerate(rows):
        named = labels and not labels.keys().isdisjoint(cells)
        if named:
            kind = _judge_named(texts.read(cells, labels), sums.compare(index))
        else:
            kind = None
            if sums.may_agree(index):
                kind = _judge_unnamed(texts.is_whole(cells, {}), sums.compare(index))
        if kind is None:
            continue
        label = next((text for text in cells if text in labels), None) if named else None
        out.notices.append(_notice(kind, number, label, sums.compare(index), header))
        sums.leave_out(index)
        if kind != "looks_total":
            out.numbers.add(number)
    if len(out.numbers) == len(rows):  # there are no rows of which they could be totals
        out.numbers.clear()
        out.notices = [replace(notice, kind="looks_total") for notice in out.notices]
    return out


def _without_names(rows: Sequence[Numbered], labels: Labels) -> Labels:
    """Leave out what most rows say and names no total: a donor may be called "Suma"."""
    if not labels:
        return labels
    counts = Counter(text for _, cells in rows for text in set(cells) if text in labels)
    return {text: kind for text, kind in labels.items() if counts[text] <= max(1, len(rows) / 2)}


@dataclass(frozen=True)
class _Named:
    """A row with a label: whether its other texts make it a whole activity, where it says Total."""

    is_whole: bool
    is_listed: bool  # in a cell for a listed name: no activity or place is called "Total"
    is_odd: bool  # in a free text that is no organisation's name


class _Texts:
    """What the texts of a row say about its being a total."""

    def __init__(self, header: Header) -> None:
        columns = header.columns
        self._saying = [columns[name] for name in _SAYING if name in columns]
        self._least = min(_SAYS_ENOUGH, len(self._saying))
        self._listed = {place for name, place in columns.items() if name not in _FREE}
        self._organisations = {columns[name] for name in _ORGANISATIONS if name in columns}

    def is_whole(self, cells: Cells, labels: Labels) -> bool:
        """Whether a row says what, where and when, its labels apart."""
        said = (cells[place] for place in self._saying if place < len(cells))
        return sum(text is not None and text not in labels for text in said) >= self._least

    def read(self, cells: Cells, labels: Labels) -> _Named:
        """Return what a row with a label says."""
        plain = {place for place, text in enumerate(cells) if labels.get(text) == "total"}
        return _Named(
            self.is_whole(cells, labels),
            bool(plain & self._listed),
            bool(plain - self._organisations),
        )


def _judge_named(row: _Named, compared: _Comparison) -> str | None:
    if row.is_listed or not row.is_whole:
        return "totals_differ" if compared.differing else "totals_row"
    if not compared.differing and len(compared.agreeing) > 1:
        return "totals_row"
    return "looks_total" if row.is_odd else None


def _judge_unnamed(is_whole: bool, compared: _Comparison) -> str | None:
    agreeing = compared.agreeing
    if compared.differing or compared.rows < _LEAST_ROWS or compared.zeros >= len(agreeing):
        return None
    if is_whole:
        return "looks_total" if len(set(agreeing)) >= _LEAST_FIGURES else None
    return "totals_row" if len(agreeing) > 1 else None


@dataclass(frozen=True)
class _Comparison:
    """A row beside the sum of others: its figures that agree, and (position, own, sum) that not.

    A zero is no figure: columns that nobody added up hold it. `zeros` are those beside a sum.
    """

    rows: int  # that a sum is of: those with a figure in the column that has most
    agreeing: list[float]
    differing: list[tuple[int, float, float]]
    zeros: int


class _Running:
    """Of one column: the sum and the number of figures above each row, totals left out."""

    def __init__(self, values: list[float | None]) -> None:
        self.values = values
        self.above = list(accumulate([value or 0.0 for value in values], initial=0.0))
        self._left_out = self._begun = (0.0, 0)  # (sum, figures): of totals; up to the last of them

    @cached_property
    def filled(self) -> list[int]:
        """How many figures stand above each row: seldom asked."""
        return list(accumulate(map(bool, self.values), initial=0))

    def sums(self, index: int) -> list[tuple[float, int]]:
        """Return (sum, figures) above a row since the table began and since the last total.

        A total may stand on top as well: the first row has all rows below it for a third.
        """
        total, count = self.above[index], self.filled[index]
        out = [(total - part[0], count - part[1]) for part in (self._left_out, self._begun)]
        if index == 0:
            out.append((self.above[-1] - self.above[1], self.filled[-1] - self.filled[1]))
        return out

    def may_be_sum(self, index: int, value: float) -> bool:
        """Whether a figure is one of `sums`, looked at quickly."""
        rest = self.above[index] - value
        return (
            index == 0
            or abs(rest - self._left_out[0]) < HALF_A_CENT
            or abs(rest - self._begun[0]) < HALF_A_CENT
        )

    def leave_out(self, index: int) -> None:
        """Take a total out of the sums of the rows below it."""
        value = self.values[index] or 0.0
        self._left_out = (self._left_out[0] + value, self._left_out[1] + bool(value))
        self._begun = (self.above[index + 1], self.filled[index + 1])


class _Sums:
    """The columns of a sheet's figures; one with a figure that cannot be read has no sum."""

    def __init__(self, rows: Sequence[Cells], figures: Sequence[int]) -> None:
        self._columns: dict[int, _Running] = {}
        for place in figures:
            texts = [cells[place] if place < len(cells) else None for cells in rows]
            known = {text: None if text is None else read_figure(text) for text in set(texts)}
            values = [known[text] for text in texts]
            if values.count(None) == texts.count(None) < len(texts):
                self._columns[place] = _Running(values)

    def may_agree(self, index: int) -> bool:
        """Whether the first figure of a row that is not zero is a sum: most rows end here."""
        for column in self._columns.values():
            value = column.values[index]
            if value:
                return column.may_be_sum(index, value)
        return False

    def compare(self, index: int) -> _Comparison:
        """Return a row beside the sum that it is nearest to."""
        columns = {
            place: (one.values[index], one.sums(index)) for place, one in self._columns.items()
        }
        bases = max((len(sums) for _, sums in columns.values()), default=0)
        compared = [
            _beside({place: (value, *sums[base]) for place, (value, sums) in columns.items()})
            for base in range(bases)
        ]
        nothing = _Comparison(0, [], [], 0)
        return min(
            compared, key=lambda one: (len(one.differing), -len(one.agreeing)), default=nothing
        )

    def leave_out(self, index: int) -> None:
        """Take a total out of the sums of the rows below it."""
        for column in self._columns.values():
            column.leave_out(index)


def _beside(columns: Mapping[int, tuple[float | None, float, int]]) -> _Comparison:
    """Compare a row's figures with sums, both by position, and how many figures a sum is of."""
    agreeing, differing, zeros, rows = [], [], 0, 0
    for place, (value, total, count) in columns.items():
        if value and _same(value, total):
            agreeing.append(value)
            rows = max(rows, count)
        elif value:
            differing.append((place, value, total))
        elif value is not None and total:
            zeros += 1
    return _Comparison(rows, agreeing, differing, zeros)


def _same(one: float, other: float) -> bool:
    return abs(one - other) < HALF_A_CENT


def _notice(
    kind: str, number: int, label: str | None, compared: _Comparison, header: Header
) -> Notice:
    printed = {place: header.printed.get(name, name) for name, place in header.columns.items()}
    told = [
        f"«{printed[place]}»: {as_text(own)} / {as_text(total)}"
        for place, own, total in compared.differing[:_LISTED]
    ]
    sums = ", ".join(as_text(value) for value in compared.agreeing)
    return Notice(kind, number, value=label or sums, words={"differences": "; ".join(told)})
