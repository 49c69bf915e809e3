"""The month at a glance, and beside the months before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gtrm.products.qa_report.month import Month

_MONTHS_SHOWN = 12
_TRENDS = {
    "received": ("Organizaciones que reportaron", "Organisations that reported"),
    "rows": ("Filas vigentes", "Rows that stand"),
    "score": ("Puntaje del mes", "Score of the month"),
    "quarantined": ("Filas en cuarentena", "Quarantined rows"),
    "critical": ("Observaciones críticas", "Critical findings"),
    "warning": ("Advertencias", "Warnings"),
}


@dataclass(frozen=True)
class Trend:
    """One figure over the months; None where nothing was received."""

    key: str
    name_es: str
    name_en: str
    figures: Mapping[str, int | None]

    @property
    def top(self) -> int:
        """What the tallest bar stands for."""
        return 100 if self.key == "score" else max([1, *(v for v in self.figures.values() if v)])


def describe_glance(month: Month) -> dict[str, Any]:
    """Return what the page's first part shows; without a build only what was received and found."""
    own = month.figures[month.code]
    if not month.is_built:
        return {**own, "trends": []}
    shown = _months_shown(month.figures, month.code)
    return {
        **own,
        "accepted": (own["rows"] or 0) - (own["quarantined"] or 0),
        "replaced_rows": (own["rows_received"] or 0) - (own["rows"] or 0),
        "deadline": month.deadline_at,
        "trends": [
            Trend(key, *names, {one: month.figures.get(one, {}).get(key) for one in shown})
            for key, names in _TRENDS.items()
        ],
    }


def _months_shown(received: Iterable[str], month: str) -> list[str]:
    """The months from the first that has data, twelve at most, up to the report's."""
    last = _number(month)
    first = max(min([*map(_number, received), last]), last - _MONTHS_SHOWN + 1)
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(first, last + 1)]


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7]) - 1
