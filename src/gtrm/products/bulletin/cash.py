"""Money given to people: the total, and by delivery mechanism."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gtrm.products.bulletin.database import figure, nothing
from gtrm.products.bulletin.facts import WITHHELD, Figure, Labelled, Mesa, add

if TYPE_CHECKING:
    from gtrm.products.bulletin.database import Database

USD = "usd_distribuidos"  # ref_outputs: the activity that counts dollars
_TOTAL, _PARTS = "reporting.rpt_activity_outputs", "reporting.rpt_cash"
_REGION = ("month_code", "region_pcode")


def read_total(database: Database, mesa: Mesa, month: str) -> Figure:
    """Return USD distributed, of the activities.

    Not the sum of the mechanisms: one of them may be withheld where the total is not.
    """
    rows = database.rows(
        f"from {_TOTAL} where month_code = ? and list_contains(?, region_pcode) "
        "and output_code = ? order by all",
        [month, [pcode for pcode, _ in mesa.regions], USD],
    )
    keys = (*_REGION, "output_code")
    found = [figure(row, _TOTAL, "quantity", keys) for row in rows]
    return add(found) if found else nothing(_TOTAL, f"month_code={month},output_code={USD}")


def read_by_mechanism(
    database: Database, mesa: Mesa, month: str, language: str
) -> tuple[Labelled, ...]:
    """Return USD by mechanism, largest first, and then what is withheld."""
    rows = database.rows(
        f"from {_PARTS} where month_code = ? and list_contains(?, region_pcode) order by all",
        [month, [pcode for pcode, _ in mesa.regions]],
    )
    keys = (*_REGION, "sector_code", "mechanism_code")
    found: dict[str, list[Figure]] = {}
    for row in rows:
        amount = figure(row, _PARTS, "amount_usd", keys)
        found.setdefault(row["mechanism_code"] or "", []).append(amount)
    names = {
        row["mechanism_code"]: row[f"mechanism_name_{language}"]
        for row in database.rows("from marts.dim_mechanisms")
    }
    parts = [Labelled(code, names.get(code, ""), add(figures)) for code, figures in found.items()]
    return tuple(
        sorted(parts, key=lambda p: (p.figure.state == WITHHELD, -(p.figure.value or 0), p.code))
    )
