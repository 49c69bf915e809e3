"""People reached in each of the last twelve months."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gtrm.products.bulletin import mesa_month
from gtrm.products.bulletin.figures import REPORTED, longest
from gtrm.products.bulletin.words import capital, joined

if TYPE_CHECKING:
    from gtrm.products.bulletin.mesa_month import MesaMonth
    from gtrm.products.bulletin.words import Words

    View = dict[str, Any]


def view(of: MesaMonth, words: Words) -> View:
    """Return a bar for each month, and the reasons why months cannot be compared."""
    found = mesa_month.people(of, [_month_before(of.month, back) for back in range(11, -1, -1)])
    landed = {row["month_code"] for row in of.rows("from marts.dim_months where is_landed")}
    most = longest(people.figure for people in found.values())
    bars: list[View] = []
    for number, (month, people) in enumerate(found.items()):
        figure = words.bar(people.figure, most)
        if not (people.method or month in landed):  # not loaded: no text about reports
            figure["text"] = words("not_loaded")
        bars.append(
            {
                "label": words.month_short(month),
                "full": capital(words.month(month)),
                "year": month[:4] if number == 0 or month.endswith("-01") else "",
                "figure": figure,
                "now": month == of.month,
            }
        )
    now = found[of.month].method
    other = [
        month
        for month, people in found.items()
        if people.figure.state == REPORTED and now and people.method != now
    ]
    outside = [month for month, people in found.items() if people.is_outside_bounds]
    note = ". ".join(
        words(key, months=", ".join(map(words.month, months)))
        for key, months in (("other_method", other), ("outside", outside))
        if months
    )
    values = joined([(bar["full"], bar["figure"]["text"]) for bar in bars])
    return {"bars": bars, "note": note, "alt": words("alt", values=values)}


def _month_before(month: str, back: int) -> str:
    year, number = divmod(int(month[:4]) * 12 + int(month[5:]) - 1 - back, 12)
    return f"{year:04d}-{number + 1:02d}"
