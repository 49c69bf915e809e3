"""Rows that no table holds, and rows of a table that are no activity.

Rows of a 5W that stand outside the tables that were read: on another sheet, above a header.

Nothing is read by guess: a sheet without a header may continue the table before it, in the same
columns or in others, and a wrong guess would change figures. A finding names the rows and their
people, and the partner moves them below a header. Lists, instructions and pivots are not 5W rows:
a row must have a figure where the table has figures, no words there, and two or more values that
the table's rows have in the same column (a month, yes or no, the same names).

Cells below a header that are no activity: notes, legends, a column filled down, lone figures.

A row is a 5W row if it has 5W content: two figures, or a figure and what or where, or two of the
fields that say what and where. Prepared forms and notes under tables have only who, when and the
country, zeros, or a text. One notice per sheet names all such rows with their first texts, and
another one those with figures.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from gtrm.core.cycle import parse_month
from gtrm.core.normal import normalise
from gtrm.intake.layouts import tables
from gtrm.intake.layouts.columns import cell, is_figure, number_of, sum_text
from gtrm.intake.layouts.headers import RECOGNISABLE_SHARE, read_row
from gtrm.intake.notices import Notice
from gtrm.intake.rows.weight import as_text, read_figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from gtrm.intake.formats.workbook import Sheet
    from gtrm.intake.layouts.headers import Header
    from gtrm.intake.layouts.templates import Template

_LEAST = 2  # cells that fit their column
_SAME = 3  # names of the table's rows, besides a month and as many figures, in whatever columns
_FEW = 4  # filled cells of a title or a label
_SHIFTS = (0, -1, 1, -2, 2)  # columns that a continuation may stand to the side
_YES_NO = ("rmrp_activity", "cva", "covid19", "support_space", "implementation_setup")
_ANSWERS = {"si", "no", "yes"}
Cells = list[str | None]

# What is written for a zero or for "not asked of this row" ...
_NOTHING = frozenset(
    (
        *("-", "--", "---", "–", "—", "_", "n/a", "na", "n.a", "n.a.", "n/a.", "#n/a (no aplica)"),
        *("no aplica", "not applicable", "ninguno", "ninguna", "ningun", "none", "nil", "nulo"),
    )
)
# ... and for a figure that is not known: a blank as well, but one to ask about.
_NOT_KNOWN = frozenset(
    (
        *("s/d", "s.d", "s.d.", "sd", "sin dato", "sin datos", "n/d", "n.d", "n.d.", "nd"),
        *("no disponible", "no data", "unknown", "desconocido", "?", "??"),
    )
)
_LONGEST_MARK = max(map(len, _NOTHING | _NOT_KNOWN)) + 4
_EXAMPLES = 3
_STARTS_AS_FIGURE = re.compile(r"[-+$]?\s*[0-9]")
_PLACING = (
    *("sector", "indicator", "activity", "description"),
    *("admin1", "admin2", "district", "ubigeo"),
)


@dataclass
class _Layout:
    """Where the fields of a table stand, and what its rows say in them."""

    header: Header
    figures: list[int] = field(default_factory=list)
    texts: dict[int, set[str]] = field(default_factory=dict)
    yes_no: set[int] = field(default_factory=set)
    month: int = -1

    @property
    def names(self) -> set[str]:
        """What its rows say in all their columns of words, answers left out."""
        return set().union(*self.texts.values()) - _ANSWERS

    def fit(self, cells: Sequence[str | None], shift: int) -> int:
        """How many cells say that a row is the table's, `shift` columns to the right; or 0."""
        counted = [text for at in self.figures if (text := _at(cells, at + shift))]
        if not any(number_of(text) for text in counted) or not all(map(is_figure, counted)):
            return 0
        told = [(at, text) for at in self.texts if (text := _at(cells, at + shift))]
        said = sum(self._says(at, text) for at, text in told)
        return said + len(counted) if said >= _LEAST else 0

    def _says(self, at: int, text: str) -> bool:
        if at == self.month:
            return parse_month(text, "2000-01")[0] is not None
        plain = normalise(text)
        return plain in self.texts[at] or (at in self.yes_no and plain in _ANSWERS)


def find_notices(
    sheets: Sequence[Sheet],
    headers: Sequence[Header],
    passed_over: set[str],
    templates: Sequence[Template],
) -> Iterator[tuple[str, Notice]]:
    """Yield, by sheet, the rows of a 5W that no table holds.

    Args:
        sheets: All of a file, hidden ones too.
        headers: Of the tables that are read.
        passed_over: Names of sheets of which is told already that they are not read.
        templates: Whose headers are looked for below the rows where a header is taken.
    """
    by_name = {sheet.name: sheet for sheet in sheets}
    layouts: list[_Layout] = []
    for sheet in sheets:
        # The tables of a sheet follow one on the other from the first header to the end.
        top = min((header.row for header in headers if header.sheet == sheet.name), default=0)
        above = sheet.rows[: top - 1] if top else sheet.rows
        rows = {number: cells for number, cells in enumerate(above, start=1) if _may_be(cells)}
        if sheet.name in passed_over or not rows:
            continue
        layouts = layouts or [_layout(by_name[header.sheet], header) for header in headers]
        candidates = layouts if top else [*layouts, *_own_layouts(sheet, templates)]
        if found := _best(rows, candidates) or _other(rows, layouts, top):
            yield sheet.name, found


def _may_be(cells: Sequence[str | None]) -> bool:
    """Whether a row says as much as any of a table must: a number and two things more."""
    filled = [text for text in cells if text]
    return len(filled) > _LEAST and any(number_of(text) is not None for text in filled)


def _best(rows: Mapping[int, Sequence[str | None]], layouts: Sequence[_Layout]) -> Notice | None:
    """The finding about the rows that fit a table, by the table and shift that fit them best."""
    fits = (
        (
            layout,
            shift,
            {number: fit for number, cells in rows.items() if (fit := layout.fit(cells, shift))},
        )
        for layout in layouts
        for shift in _SHIFTS
    )
    layout, shift, fitting = max(fits, key=lambda found: sum(found[2].values()))
    if not fitting:
        return None
    total = layout.header.columns.get("total_beneficiaries")
    at = -1 if total is None else total + shift
    return _notice([*fitting], [text for number in fitting if (text := _at(rows[number], at))])


def _other(
    rows: Mapping[int, Sequence[str | None]], layouts: Sequence[_Layout], top: int
) -> Notice | None:
    """The finding about rows in columns of their own: above a header, or named as the table's."""
    names = set().union(*(layout.names for layout in layouts))
    found = [
        number
        for number, cells in rows.items()
        if (number < top and _is_full(cells)) or _names_the_same(cells, names)
    ]
    return _notice(found, []) if found else None


def _is_full(cells: Sequence[str | None]) -> bool:
    filled = [text for text in cells if text]
    return len(filled) > _FEW and any(number_of(text) is not None for text in filled)


def _names_the_same(cells: Sequence[str | None], names: set[str]) -> bool:
    filled = [text for text in cells if text]
    words = {text for text in filled if number_of(text) is None}
    months = {text for text in words if parse_month(text, "2000-01")[0]}
    same = sum(normalise(text) in names for text in words - months)
    figures = sum(number_of(text) is not None for text in filled)
    return bool(months) and figures >= _SAME and same >= _SAME


def _notice(numbers: Sequence[int], people: Sequence[str]) -> Notice:
    words = {
        "rows": tables.row_range(numbers),
        "last": str(max(numbers)),
        "sum_es": f", {total} personas" if (total := sum_text(people, ".")) else "",
        "sum_en": f", {total} people" if (total := sum_text(people, ",")) else "",
    }
    return Notice("outside_table", min(numbers), value=str(len(numbers)), words=words)


def _own_layouts(sheet: Sheet, templates: Sequence[Template]) -> Iterator[_Layout]:
    """The layouts of headers that stand lower than a header is looked for."""
    for number in tables.header_rows(sheet, templates):
        header = read_row(sheet, number, templates)
        if header.share_found >= RECOGNISABLE_SHARE:
            yield _layout(sheet, header)


def _layout(sheet: Sheet, header: Header) -> _Layout:
    template: Template = header.template
    layout = _Layout(header, month=header.columns.get("month", -1))
    for name, at in header.columns.items():
        if template.counts(name):
            layout.figures.append(at)
            continue
        layout.texts[at] = set()
        if name in _YES_NO:
            layout.yes_no.add(at)
    table = sheet.rows[header.row : header.last]
    for at, said in layout.texts.items():
        said.update(normalise(text) for text in {cell(cells, at) for cells in table} if text)
    return layout


def _at(cells: Sequence[str | None], position: int) -> str | None:
    return cell(cells, position) if position >= 0 else None


class BlankMarks:
    """Texts that stand for a blank in the cells of figures: found once for a sheet, then counted.

    Elsewhere "-" is what the partner wrote; a text with a digit in it never is a mark.
    """

    def __init__(self, texts: Iterable[str], figures: Sequence[int]) -> None:
        short = {text: normalise(text) for text in texts if len(text) <= _LONGEST_MARK}
        self._kinds = {text: "blank_mark" for text, plain in short.items() if plain in _NOTHING}
        self._kinds |= {
            text: "unknown_mark" for text, plain in short.items() if plain in _NOT_KNOWN
        }
        self._figures = figures
        self._found: dict[tuple[str, int], list[str]] = {}

    def take_out(self, cells: Cells) -> None:
        """Make the marks in a row's figures blank."""
        if not self._kinds or self._kinds.keys().isdisjoint(cells):
            return
        for place in self._figures:
            text = cells[place] if place < len(cells) else None
            if text is not None and (kind := self._kinds.get(text)):
                self._found.setdefault((kind, place), []).append(text)
                cells[place] = None

    def notices(self, names: dict[int, str]) -> Iterator[Notice]:
        """Yield one notice a column and kind. `names`: position to our field."""
        for (kind, place), texts in self._found.items():
            shown = ", ".join(f"«{text}»" for text in dict.fromkeys(texts))
            count = {"rows": str(len(texts))}
            yield Notice(kind, None, names[place], value=shown, words=count, rows=len(texts))


class LooseRows:
    """The rows of a sheet that are no activity."""

    def __init__(self, columns: Mapping[str, int], figures: Sequence[int]) -> None:
        self._figures = figures
        self._placing = [columns[name] for name in _PLACING if name in columns]
        self._numbers: dict[str, list[int]] = {"loose_rows": [], "loose_figures": []}
        self._examples: dict[str, dict[str, None]] = {kind: {} for kind in self._numbers}
        self._sums: dict[int, float] = {}
        self._with_figures: list[tuple[int, Cells]] = []

    def take(self, number: int, cells: Cells) -> bool:
        """Keep a row that is no activity, to be told; whether it was one."""
        said = 0
        for place in self._placing:
            if place < len(cells) and cells[place] is not None:
                said += 1
                if said > 1:  # most rows end here
                    return False
        figures = [place for place in self._figures if _is_figure(cells, place)]
        if said + len(figures) > 1:
            return False
        kind = "loose_figures" if figures else "loose_rows"
        self._numbers[kind].append(number)
        if len(self._examples[kind]) < _EXAMPLES:
            self._examples[kind].setdefault(" | ".join(text for text in cells if text))
        if figures:
            self._with_figures.append((number, cells))
        for place in figures:
            figure = read_figure(cells[place] or "") or 0.0
            self._sums[place] = self._sums.get(place, 0.0) + figure
        return True

    def give_back(self) -> list[tuple[int, Cells]]:
        """Return the rows with a figure, no longer to be told: a sheet has no others."""
        self._numbers["loose_figures"] = []
        return self._with_figures

    def notices(self, printed: dict[int, str]) -> Iterator[Notice]:
        """Yield one notice for the texts and one for the lone figures. `printed`: headers."""
        sums = "; ".join(
            f"«{printed.get(place, '')}»: {as_text(total)}" for place, total in self._sums.items()
        )
        for kind, numbers in self._numbers.items():
            if numbers:
                words = {
                    "rows": as_text(len(numbers)),
                    "first": str(numbers[0]),
                    "last": str(numbers[-1]),
                    "sums": sums,
                }
                shown = " / ".join(text[:120] for text in self._examples[kind])
                yield Notice(kind, numbers[0], value=shown, words=words, rows=len(numbers))


def _is_figure(cells: Cells, place: int) -> bool:
    """Whether a cell holds a figure other than zero, plain or not ("12 personas", "1.490")."""
    text = cells[place] if place < len(cells) else None
    return bool(text and _STARTS_AS_FIGURE.match(text)) and read_figure(text or "") != 0.0
