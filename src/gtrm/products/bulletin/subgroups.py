"""The subgroups of a mesa in a month: its own, and any other that was active in its regions."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gtrm.products.bulletin.mesas import HOLDS

if TYPE_CHECKING:
    from gtrm.products.bulletin.mesa_month import MesaMonth

REACH = "reporting.rpt_subgroup_reach"
ORGANISATIONS = "reporting.rpt_subgroup_organisations"


def rows_by_subgroup(of: MesaMonth, table: str) -> dict[str, list[dict[str, Any]]]:
    """Return a report's rows of the mesa's regions by subgroup."""
    found: dict[str, list[dict[str, Any]]] = {}
    for row in of.of_regions(table):
        found.setdefault(row["subgroup_code"], []).append(row)
    return found


def named(of: MesaMonth) -> list[tuple[str, str]]:
    """Return code and name: in the order of the list of subgroups, then the mesa's without code."""
    active = {*rows_by_subgroup(of, REACH), *rows_by_subgroup(of, ORGANISATIONS)}
    own = _own(of)
    by_code = {code: name for code, name in own if code}
    name_of = "subgroup_name" if of.language == "es" else "subgroup_name_en"
    listed = of.rows("from marts.dim_subgroups order by sort_order")
    found = [
        (code, by_code.get(code) or row[name_of])
        for row in listed
        if (code := row["subgroup_code"]) in by_code or code in active
    ]
    return found + [("", name) for code, name in own if code is None]


def _own(of: MesaMonth) -> list[tuple[str | None, str]]:
    """Return code and own name of the mesa's subgroups; the code is None if it has no sectors.

    Two names for one code are joined, so that no figure is shown twice.
    """
    rows = of.rows(
        f"select distinct subgroup_code, mesa_subgroup_name_{of.language} as name "  # noqa: S608
        f"from marts.dim_mesa_subgroups where mesa_code = ? and {HOLDS} order by name",
        [of.mesa.code, of.month, of.month],
    )
    joined: dict[str, str] = {}
    for row in rows:
        key = row["subgroup_code"] or f"own:{row['name']}"
        joined[key] = f"{joined[key]} / {row['name']}" if key in joined else row["name"]
    return [(None if key.startswith("own:") else key, name) for key, name in joined.items()]
