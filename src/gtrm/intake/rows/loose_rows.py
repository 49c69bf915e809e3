"""Cells below a header that are no activity: notes, legends, a column filled down, lone figures.

A row is a 5W row if it holds something of a 5W: two figures, or a figure and what or where, or two
of the fields that say what and where. Who, when and the country alone, zeros, or a text anywhere
are what forms are prepared with and what is written under tables. All such rows of a sheet are told
once: with their first texts, and apart where figures stand in them.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from gtrm.core.normal import normalise
from gtrm.intake.notices import Notice
from gtrm.intake.rows.weight import as_text, read_figure

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

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
