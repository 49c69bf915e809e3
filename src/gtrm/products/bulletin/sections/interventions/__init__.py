"""What the mesa did in the month: its service days, and what the office wrote."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gtrm.products.bulletin.figures import add, figure
from gtrm.products.bulletin.sections.interventions import office_text

if TYPE_CHECKING:
    from gtrm.products.bulletin.mesa_month import MesaMonth
    from gtrm.products.bulletin.words import Words

    View = dict[str, Any]

_DAYS = "marts.fct_service_days"
_KEYS = ("mesa_code", "region_pcode", "month_code")
_COLUMNS = {"days": "days_count", "persons": "persons_count", "services": "services_count"}


def view(of: MesaMonth, words: Words) -> View:
    """Return the blocks of text with a note if they are in another language, and the days."""
    found = office_text.read(of.settings, of.mesa.code, of.month, of.language)
    blocks: list[View] = [
        {"item": block.is_item}
        | {
            "runs": [
                {"text": run.text, "bold": run.bold, "italic": run.italic, "link": run.link}
                for run in block.runs
            ]
        }
        for block in found.blocks
    ]
    foreign = bool(blocks) and found.language != words.language
    return {
        "blocks": blocks,
        "lang": found.language,
        "note": words("in_spanish") if foreign else "",
        "days": _service_days(of, words),
    }


def _service_days(of: MesaMonth, words: Words) -> list[View]:
    """Return inter-agency service days: their persons are never part of people reached."""
    rows = of.rows(
        f"from {_DAYS} where mesa_code = ? and month_code = ? order by all",
        [of.mesa.code, of.month],
    )
    return [
        words.view(total) | {"label": words.of(name, "one" if total.value == 1 else "many")}
        for name, column in _COLUMNS.items()
        if rows
        for total in [add(figure(row, _DAYS, column, _KEYS) for row in rows)]
    ]
