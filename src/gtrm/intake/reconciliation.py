"""From bytes to rows: what a file holds by a second count, held against what was read of it.

The second count (`recount`) maps nothing. Here each of its columns is given to the field that the
landing says it was read as, and added up over the rows that were landed. What no notice accounts
for is a finding of its own: nothing that a partner typed is lost without a word, also where a rule
of reading is wrong.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from gtrm.core.normal import normalise
from gtrm.intake.notices import Notice, catalogue
from gtrm.intake.recount import number_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gtrm.intake.layouts.headers import Header

TOLERANCE = 0.005  # of a sum: less than a cent or a person
_ROWS_NAMED = 20  # in a finding


@dataclass(frozen=True)
class Line:
    """One column of figures of a sheet, counted twice.

    `status` is 'equal', 'told' (the difference stands in rows or a column that a notice accounts
    for) or 'different'. Sums are over all rows that are no total.
    """

    sheet_name: str
    column_letter: str
    column_name: str  # as printed
    field_name: str | None  # the field that took it
    cells_count: int
    file_sum: float
    landed_sum: float
    status: str


@dataclass
class Reconciliation:
    """The columns of a file, and what is to be told, as (sheet, notice)."""

    lines: list[Line]
    notices: list[tuple[str, Notice]]


def reconcile(
    counted: Sequence[Mapping[str, Any]],
    headers: Sequence[Header],
    rows: Sequence[Mapping[str, Any]],
    notices: Sequence[tuple[str, Notice]],
) -> Reconciliation:
    """Return how the second count of a file agrees with what was read of it.

    Args:
        counted: From `recount.count`.
        headers: The headers that rows were read under.
        rows: Landed rows: reported text by our fields, `sheet_name`, `source_row`.
        notices: What reading told about the file.
    """
    out = Reconciliation([], [])
    by_sheet: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    for row in rows:
        by_sheet[row["sheet_name"]].append(row)
    for sheet in counted:
        name = sheet["name"]
        told = _Told(notice for of, notice in notices if of == name)
        own = [header for header in headers if header.sheet == name]
        if own:
            _Sheet(sheet, own, by_sheet[name], told).compare(out)
        elif left := sorted(row for row in _rows_left(sheet) if not told.leaves(row)):
            out.notices.append((name, _of_rows("count_sheet", left, Counter())))
    return out


class _Told:
    """What notices of a sheet account for: `accounts_for` in their catalogue.

    'rows': the rows it names, read or not; 'unread_rows': those of them that were not landed, of
    the whole sheet if it names none; 'column': the column it names.
    """

    def __init__(self, notices: Iterable[Notice]) -> None:
        self.rows: set[int] = set()
        self.columns: set[str] = set()
        self._all_unread = False
        self._unread: set[int] = set()
        for notice in notices:
            accounts = catalogue()[notice.kind].get("accounts_for")
            if accounts == "column":
                self.columns |= {
                    normalise(one) for one in (notice.column_name, notice.value) if one
                }
            elif accounts == "unread_rows" and notice.row is None:
                self._all_unread = True
            elif accounts is not None and notice.row is not None:
                rows = range(notice.row, int(notice.words.get("last", notice.row)) + 1)
                (self.rows if accounts == "rows" else self._unread).update(rows)

    def leaves(self, row: int) -> bool:
        """Whether it is told that a row was not landed."""
        return self._all_unread or row in self.rows or row in self._unread


class _Sheet:
    """One sheet that was read: its blocks by the second count, its landed rows."""

    def __init__(
        self,
        sheet: Mapping[str, Any],
        headers: Sequence[Header],
        rows: Sequence[Mapping[str, Any]],
        told: _Told,
    ) -> None:
        self.name, self.blocks, self.told = sheet["name"], sheet["blocks"], told
        self.loose_rows = sheet["loose_rows"]
        self.landed: dict[int, list[Mapping[str, Any]]] = defaultdict(list)
        for row in rows:
            self.landed[row["source_row"]].append(row)
        self.by_place = {
            row: {at: name for name, at in header.columns.items()}
            for header in headers
            for row in (header.row, *header.repeats)
        }
        self.by_text = {
            normalise(text): name for h in reversed(headers) for name, text in h.printed.items()
        }
        self.template = headers[0].template
        self.beside = {at for header in headers for at in header.beside}

    def compare(self, out: Reconciliation) -> None:
        if read := sorted((self._totals() & self.landed.keys()) - self.told.rows):
            out.notices.append((self.name, _of_rows("count_total", read, Counter())))
        lost, sums = self._rows_lost()
        if lost:
            out.notices.append((self.name, _of_rows("count_rows", lost, sums)))
        fields: dict[str, _Column] = {}
        for block in self.blocks:
            for place, name, figures in self._columns(block):
                text = block["headers"].get(str(place), "")
                if name is None:
                    self._unread(_Column(place, text, None, figures), out)
                else:
                    column = fields.setdefault(name, _Column(place, text, name, {}))
                    column.add(figures)
        for name, column in fields.items():
            if self.template.counts(name):  # else numbers that nobody adds up, such as codes
                self._field(column, out)

    def _rows_lost(self) -> tuple[list[int], Counter[str]]:
        """Rows with figures that were not landed and that nothing accounts for, with sums."""
        lost = [row for row in self.loose_rows if not self._is_known(row)]
        sums: Counter[str] = Counter()
        for block in self.blocks:
            gone = [at for at, number in enumerate(block["rows"]) if not self._is_known(number)]
            if not gone:
                continue
            for place, values in block["columns"].items():
                header = block["headers"].get(place) or _letter(int(place))
                if part := sum(values[at] or 0 for at in gone):
                    sums[header] += part
            lost += [
                block["rows"][at]
                for at in gone
                if any(values[at] for values in block["columns"].values())
            ]
        return sorted(lost), sums

    def _is_known(self, row: int) -> bool:
        return row in self.landed or self.told.leaves(row)

    def _columns(
        self, block: Mapping[str, Any]
    ) -> Iterator[tuple[int, str | None, dict[int, float]]]:
        """Columns of figures of a block: place, the field that took it, figure by landed row."""
        here = self.by_place.get(block["header_row"], {})
        taken: set[str] = set()
        for place_text, values in block["columns"].items():
            place = int(place_text)
            text = block["headers"].get(place_text, "")
            name = here.get(place) or (None if here else self.by_text.get(normalise(text)))
            if name in taken:
                name = None
            if name is not None:
                taken.add(name)
            yield (
                place,
                self.template.age_bands.get(name or "", name),
                {
                    number: value
                    for number, value in zip(block["rows"], values, strict=True)
                    if value and number in self.landed
                },
            )

    def _unread(self, column: _Column, out: Reconciliation) -> None:
        total = sum(column.figures.values())
        if not total or _numbers_rows(column.figures):
            return
        names = {normalise(column.text), normalise(f"columna {column.letter}")}
        known = column.place in self.beside or (
            column.text and self.template.declares_unread(column.text)
        )
        status = "told" if known or names & self.told.columns else "different"
        out.lines.append(column.line(self.name, total, 0.0, status))
        if status == "different":
            words = {"letter": column.letter, "suggestion": ""}
            notice = Notice("count_column", None, None, column.text or None, _figure(total), words)
            out.notices.append((self.name, notice))

    def _field(self, column: _Column, out: Reconciliation) -> None:
        landed, unreadable = self._landed_figures(str(column.field))
        different = [
            number
            for number in landed.keys() | column.figures.keys()
            if abs(column.figures.get(number, 0.0) - landed.get(number, 0.0)) > TOLERANCE
        ]
        # Where no plain figure was landed a rule holds the row and says why.
        open_rows = sorted(set(different) - unreadable - self.told.rows - self._totals())
        in_file, read = sum(column.figures.values()), sum(landed.values())
        status = "different" if open_rows else "told" if different else "equal"
        out.lines.append(column.line(self.name, in_file, read, status))
        if open_rows:
            words = {"letter": column.letter, "read": _figure(read), "rows": _rows(open_rows)}
            notice = Notice(
                "count_field", None, column.field, column.text or None, _figure(in_file), words
            )
            out.notices.append((self.name, notice))

    def _landed_figures(self, field: str) -> tuple[dict[int, float], set[int]]:
        """The figures of a field by row, and the rows whose text is no plain figure."""
        figures: dict[int, float] = {}
        unreadable = set()
        known: dict[str, float | None] = {}  # a 5W repeats few texts
        for number, rows in self.landed.items():
            for row in rows:
                if (text := row.get(field)) is None:
                    continue
                if text not in known:
                    known[text] = number_of(text)
                if (value := known[text]) is None:
                    unreadable.add(number)
                else:
                    figures[number] = figures.get(number, 0.0) + value
        return figures, unreadable

    def _totals(self) -> set[int]:
        return {number for block in self.blocks for number in block["totals"]}


@dataclass
class _Column:
    place: int
    text: str
    field: str | None
    figures: dict[int, float]

    @property
    def letter(self) -> str:
        return _letter(self.place)

    def add(self, figures: dict[int, float]) -> None:
        if not self.figures:
            self.figures = figures
            return
        for number, value in figures.items():
            self.figures[number] = self.figures.get(number, 0.0) + value

    def line(self, sheet: str, in_file: float, read: float, status: str) -> Line:
        cells = len(self.figures)  # a zero adds nothing and is not among them
        return Line(sheet, self.letter, self.text, self.field, cells, in_file, read, status)


def _rows_left(sheet: Mapping[str, Any]) -> list[int]:
    """Rows with data of a sheet of which nothing was read."""
    under = [
        number
        for block in sheet["blocks"]
        for at, number in enumerate(block["rows"])
        if any(values[at] for values in block["columns"].values())
    ]
    return sorted([*under, *sheet["loose_rows"]])


def _of_rows(kind: str, rows: Sequence[int], sums: Mapping[str, float]) -> Notice:
    words = {
        "rows": _rows(rows),
        "sums": "; ".join(f"{name}: {_figure(value)}" for name, value in sums.items()),
    }
    return Notice(kind, value=str(len(rows)), words=words)


def _numbers_rows(figures: Mapping[int, float]) -> bool:
    """Whether a column only numbers the rows: 1, 2, 3 ..."""
    values = list(figures.values())
    return len(values) > 1 and all(b - a == 1 for a, b in pairwise(values))


def _rows(numbers: Sequence[int]) -> str:
    shown = ", ".join(map(str, numbers[:_ROWS_NAMED]))
    return f"{shown} ..." if len(numbers) > _ROWS_NAMED else shown


def _figure(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".")


def _letter(place: int) -> str:
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters
