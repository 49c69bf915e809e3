"""The mesas of a month: name, place, regions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from gtrm.core.errors import SettingsError

if TYPE_CHECKING:
    from gtrm.products.bulletin.database import Database


@dataclass(frozen=True)
class Mesa:
    """A local coordination group in the month; `regions` are (P-code, name)."""

    code: str
    name: str
    acronym: str | None
    place: str
    regions: tuple[tuple[str, str], ...]


# A row holds in a month if it does on one of its days; an open end is null.
HOLDS = (
    "valid_from_date <= last_day((? || '-01')::date) "
    "and coalesce(valid_to_date, '9999-12-31'::date) >= (? || '-01')::date"
)


def active_codes(database: Database, month: str, mesa: str | None) -> list[str]:
    """Return the codes of the mesas active in a month, or the one asked for.

    Raises:
        SettingsError: The one asked for is not active in the month.
    """
    query = (
        "select distinct mesa_code from marts.dim_mesa_periods "  # noqa: S608 a text of our own
        f"where state_code = 'active' and {HOLDS} order by mesa_code"
    )
    codes = [row["mesa_code"] for row in database.rows(query, [month, month])]
    if mesa is None:
        return codes
    if mesa not in codes:
        raise SettingsError(
            f"The mesa {mesa!r} is not active in {month}.",
            "marts.dim_mesa_periods",
            f"Choose one of: {', '.join(codes) or 'none is active'}.",
        )
    return [mesa]


def read_mesa(database: Database, code: str, month: str, language: str) -> Mesa:
    """Return a mesa with its regions of the month."""
    row = database.rows("from marts.dim_mesas where mesa_code = ?", [code])[0]
    regions = database.rows(
        "select distinct areas.pcode, areas.area_name "  # noqa: S608
        "from marts.bridge_mesas_regions as places "
        "inner join marts.dim_regions as areas on places.region_pcode = areas.pcode "
        f"where places.mesa_code = ? and {HOLDS} order by areas.pcode",
        [code, month, month],
    )
    return Mesa(
        code,
        row[f"mesa_name_{language}"],
        row["acronym"],
        row["place_name"],
        tuple((region["pcode"], region["area_name"]) for region in regions),
    )
