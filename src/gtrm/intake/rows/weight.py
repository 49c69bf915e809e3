"""People, units and USD of rows that are not read, not counted or held.

A finding about such rows gives these figures. They show the reader how important the rows are, and
are not published: a cell that is not a clear number counts as nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from gtrm.core.figures import read_decimal

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

HALF_A_CENT = 0.005  # sums of decimals differ by less

_MEASURES = ("total_beneficiaries", "new_beneficiaries")
_POPULATIONS = ("in_destination", "in_transit", "host_community", "pendulars", "returnees")


@lru_cache(maxsize=100_000)
def read_figure(text: str) -> float | None:
    """Return a plain number, None for anything else: "12 personas" weighs nothing."""
    figure = read_decimal(text)
    return None if figure is None else float(figure)


@dataclass(frozen=True)
class Weight:
    """Figures of some rows."""

    rows: int
    people: float
    units: float
    usd: float

    def words(self, prefix: str = "hangs") -> dict[str, str]:
        """Return `<prefix>_es` and `<prefix>_en`, as hints say it: '9 filas, 649 personas ...'."""
        rows, people, units, usd = map(as_text, (self.rows, self.people, self.units, self.usd))
        plural = "" if self.rows == 1 else "s"
        return {
            f"{prefix}_es": f"{rows} fila{plural}, {people} personas, {units} unidades, {usd} USD",
            f"{prefix}_en": f"{rows} row{plural}, {people} people, {units} units, {usd} USD",
        }


def weigh(rows: Iterable[Mapping[str, str | None]]) -> Weight:
    """Return the weight of rows by our field names.

    People are a row's monthly total, else its new people, else the sum of its populations.
    """
    count, people, units, usd = 0, 0.0, 0.0, 0.0
    for row in rows:
        count += 1
        people += _people(row)
        units += _figure(row, "output_quantity")
        usd += _figure(row, "cva_value")
    return Weight(count, people, units, usd)


def as_text(figure: float) -> str:
    """Return a figure with its thousands marked and at most two decimals: '8,006', '12.5'."""
    return f"{figure:,.0f}" if figure == int(figure) else f"{figure:,.2f}"


def _people(row: Mapping[str, str | None]) -> float:
    measure = next((figure for name in _MEASURES if (figure := _figure(row, name))), None)
    return measure or sum(_figure(row, name) for name in _POPULATIONS)


def _figure(row: Mapping[str, str | None], name: str) -> float:
    text = row.get(name)
    return (read_figure(text) if text else None) or 0.0
