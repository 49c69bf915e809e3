"""The mesas of a month: place, regions, members, subgroups of their own, service days."""

from __future__ import annotations

from typing import TYPE_CHECKING

from gtrm.core.errors import SettingsError
from gtrm.products.bulletin.database import figure
from gtrm.products.bulletin.facts import Member, Mesa, ServiceDays

if TYPE_CHECKING:
    from gtrm.products.bulletin.database import Database

# A row holds in a month if it does on one of its days; an open end is null.
_HOLDS = (
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
        f"where state_code = 'active' and {_HOLDS} order by mesa_code"
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
        f"where places.mesa_code = ? and {_HOLDS} order by areas.pcode",
        [code, month, month],
    )
    return Mesa(
        code,
        row[f"mesa_name_{language}"],
        row["acronym"],
        row["place_name"],
        tuple((region["pcode"], region["area_name"]) for region in regions),
    )


def read_members(database: Database, code: str, month: str) -> tuple[Member, ...]:
    """Return the members of the month: who chairs first, then by name."""
    rows = database.rows(
        "select distinct member_name, member_type, member_role "  # noqa: S608
        f"from marts.bridge_mesas_members where mesa_code = ? and {_HOLDS} "
        "order by member_role <> 'chair', member_name, member_role",
        [code, month, month],
    )
    return tuple(Member(row["member_name"], row["member_type"], row["member_role"]) for row in rows)


def read_own_subgroups(
    database: Database, code: str, month: str, language: str
) -> list[tuple[str | None, str]]:
    """Return code and own name of the mesa's subgroups; the code is None if it has no sectors.

    Two names for one code are joined, so that no figure is shown twice.
    """
    rows = database.rows(
        f"select distinct subgroup_code, mesa_subgroup_name_{language} as name "  # noqa: S608
        f"from marts.dim_mesa_subgroups where mesa_code = ? and {_HOLDS} order by name",
        [code, month, month],
    )
    joined: dict[str, str] = {}
    for row in rows:
        key = row["subgroup_code"] or f"own:{row['name']}"
        joined[key] = f"{joined[key]} / {row['name']}" if key in joined else row["name"]
    return [(None if key.startswith("own:") else key, name) for key, name in joined.items()]


def read_service_days(database: Database, code: str, month: str) -> tuple[ServiceDays, ...]:
    """Return the service days of the month."""
    table = "marts.fct_service_days"
    keys = ("mesa_code", "region_pcode", "month_code")
    rows = database.rows(
        f"from {table} where mesa_code = ? and month_code = ? order by all",
        [code, month],
    )
    columns = ("days_count", "persons_count", "services_count")
    return tuple(
        ServiceDays(*(figure(row, table, column, keys) for column in columns)) for row in rows
    )
