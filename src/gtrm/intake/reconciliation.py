"""From bytes to rows: a second count of a file, compared with what was read of it.

The second count (`recount`) maps no headers. Here each of its columns gets the field that it was
read as, by the landing, and is added up over the landed rows. A difference that no notice explains
is a new finding: nothing that a partner typed is lost without a message, even if a rule of reading
is wrong.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from itertools import chain, compress, pairwise
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
    """The columns of a file, and the notices about it, as (sheet, notice)."""

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
    """What the notices of a sheet explain: `accounts_for` in their catalogue.

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
        self.rows = rows
        self.numbers = [row["source_row"] for row in rows]
        self.landed = set(self.numbers)
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
        if read := sorted((self._totals() & self.landed) - self.told.rows):
            out.notices.append((self.name, _of_rows("count_total", read, Counter())))
        lost, sums = self._rows_lost()
        if lost:
            out.notices.append((self.name, _of_rows("count_rows", lost, sums)))
        fields: dict[str, _Column] = {}
        for column in chain.from_iterable(map(self._columns, self.blocks)):
            if column.field is None:
                self._unread(column, out)
            elif column.field in fields:
                fields[column.field].add(column)
            else:
                fields[column.field] = column
        for name, column in fields.items():
            if self.template.counts(name):  # else numbers that nobody adds up, such as codes
                self._field(column, out)

    def _rows_lost(self) -> tuple[list[int], Counter[str]]:
        """Rows with figures that were not landed and that no notice explains, with sums."""
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

    def _columns(self, block: Mapping[str, Any]) -> Iterator[_Column]:
        """Columns of figures of a block in the landed rows, with the field that took each."""
        here = self.by_place.get(block["header_row"], {})
        taken: set[str] = set()
        was_landed = [number in self.landed for number in block["rows"]]
        numbers = [*compress(block["rows"], was_landed)]
        for place_text, values in block["columns"].items():
            place = int(place_text)
            text = block["headers"].get(place_text, "")
            name = here.get(place) or (None if here else self.by_text.get(normalise(text)))
            if name in taken:
                name = None
            if name is not None:
                taken.add(name)
            field = self.template.age_bands.get(name or "", name)
            yield _Column(place, text, field, numbers, [*compress(values, was_landed)])

    def _unread(self, column: _Column, out: Reconciliation) -> None:
        total = column.total
        if not total or _numbers_rows(column.figures()):
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
        texts = [row.get(str(column.field)) for row in self.rows]
        known = {text: number_of(text) for text in set(texts)}  # a 5W repeats few texts
        landed = _Column(0, "", column.field, self.numbers, [known[text] for text in texts])
        different = column.rows_unlike(landed)
        # Where no plain figure was landed a rule holds the row and says why.
        bad = {text for text, figure in known.items() if figure is None and text is not None}
        unreadable = {
            number
            for number, text in (zip(self.numbers, texts, strict=True) if bad else ())
            if text in bad
        }
        open_rows = sorted(different - unreadable - self.told.rows - self._totals())
        in_file, read = column.total, landed.total
        status = "different" if open_rows else "told" if different else "equal"
        out.lines.append(column.line(self.name, in_file, read, status))
        if open_rows:
            words = {"letter": column.letter, "read": _figure(read), "rows": _rows(open_rows)}
            notice = Notice(
                "count_field", None, column.field, column.text or None, _figure(in_file), words
            )
            out.notices.append((self.name, notice))

    def _totals(self) -> set[int]:
        return {number for block in self.blocks for number in block["totals"]}


@dataclass
class _Column:
    """Figures of rows; a row may be there twice, and what it says is then added up."""

    place: int
    text: str
    field: str | None
    numbers: list[int]  # of the rows
    values: list[float | None]

    @property
    def letter(self) -> str:
        return _letter(self.place)

    @property
    def total(self) -> float:
        return sum(filter(None, self.values))

    def add(self, other: _Column) -> None:
        self.numbers = self.numbers + other.numbers
        self.values = self.values + other.values

    def figures(self) -> dict[int, float]:
        """Figures by row; a zero adds nothing and is not among them."""
        pairs = zip(self.numbers, self.values, strict=True)
        filled = [(number, value) for number, value in pairs if value]
        found = dict(filled)
        if len(found) < len(filled):
            found = dict.fromkeys(found, 0.0)
            for number, value in filled:
                found[number] += value
        return found

    def rows_unlike(self, other: _Column) -> set[int]:
        """The rows where two columns differ; most columns are the same, and one look tells."""
        if self.numbers == other.numbers and self.values == other.values:
            return set()
        mine, theirs = self.figures(), other.figures()
        return {
            number
            for number, _ in mine.items() ^ theirs.items()
            if abs(mine.get(number, 0.0) - theirs.get(number, 0.0)) > TOLERANCE
        }

    def line(self, sheet: str, in_file: float, read: float, status: str) -> Line:
        cells = len(self.values) - self.values.count(None) - self.values.count(0.0)
        if len(set(self.numbers)) < len(self.numbers):
            cells = len(self.figures())
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
