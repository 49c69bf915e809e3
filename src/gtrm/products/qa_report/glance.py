"""The month at a glance, and beside the months before."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gtrm.config.deadlines import deadline
from gtrm.intake import landed
from gtrm.products.qa_report.data import SEVERITIES
from gtrm.products.qa_report.deliveries import count_statuses
from gtrm.products.qa_report.month import read_month, score
from gtrm.rules.decisions.waivers import read_month_findings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gtrm.core.settings import Settings
    from gtrm.products.qa_report.deliveries import Delivery
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


def count_month(month: Month) -> dict[str, int | None]:
    """Return the figures of a month: files, rows, findings that stand, waived, score."""
    severities = month.standing["severity"].value_counts()
    files = month.submissions["status"]
    return {
        "files": int((files != "superseded").sum()),
        "replaced": int((files == "superseded").sum()),
        "refused": int((files == "refused").sum()),
        "rows": len(month.rows),
        "replaced_rows": int(month.submissions["rows_received_count"].sum()) - len(month.rows),
        "quarantined": int((month.rows["worst"] == "critical").sum()),
        **{name: int(severities.get(name, 0)) for name in SEVERITIES},
        "waived": int(month.findings["is_waived"].sum()),
        "score": score(month.rows),
    }


def describe_glance(
    settings: Settings,
    month: Month,
    deliveries: Mapping[str, Mapping[str, Delivery]],
) -> dict[str, Any]:
    """Return what the page's first part shows.

    Args:
        settings: Whose landing to read.
        month: The month of the report.
        deliveries: Month -> organisation code -> delivery.
    """
    counts = count_month(month)
    figures = {month.code: {**counts, **count_statuses(deliveries.get(month.code, {}))}}
    shown = _months_shown(landed.all_submission_ids(settings), month.code)
    for code in set(shown) & set(deliveries) - {month.code}:
        past = read_month(settings, code, read_month_findings(settings, code))
        figures[code] = {**count_month(past), **count_statuses(deliveries[code])}
    return {
        **figures[month.code],
        "accepted": len(month.rows) - (counts["quarantined"] or 0),
        "deadline": deadline(settings.config, month.code),
        "trends": [
            Trend(
                key,
                *names,
                {code: figures[code][key] if code in figures else None for code in shown},
            )
            for key, names in _TRENDS.items()
        ],
    }


def _months_shown(submission_ids: list[str], month: str) -> list[str]:
    """The months from the first that has data, twelve at most, up to the report's."""
    last = _number(month)
    landed_months = [_number(one[:7]) for one in submission_ids if one[:7] <= month]
    first = max(min([*landed_months, last]), last - _MONTHS_SHOWN + 1)
    return [f"{number // 12:04d}-{number % 12 + 1:02d}" for number in range(first, last + 1)]


def _number(month: str) -> int:
    return int(month[:4]) * 12 + int(month[5:7]) - 1
