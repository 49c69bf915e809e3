"""The members of the mesa by kind of institution."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from gtrm.products.bulletin.mesas import HOLDS

if TYPE_CHECKING:
    from gtrm.products.bulletin.mesa_month import MesaMonth
    from gtrm.products.bulletin.words import Words


def view(of: MesaMonth, words: Words) -> dict[str, Any]:
    """Return the members by kind, in the order of the list of words; who chairs is first."""
    rows = of.rows(
        "select distinct member_name, member_type, member_role "  # noqa: S608
        f"from marts.bridge_mesas_members where mesa_code = ? and {HOLDS} "
        "order by member_role <> 'chair', member_name, member_role",
        [of.mesa.code, of.month, of.month],
    )
    groups: dict[str, list[str]] = {kind: [] for kind in words.texts["types"]}
    for row in rows:
        name, role = row["member_name"], words.of("roles", row["member_role"], row["member_role"])
        kind = row["member_type"] if row["member_type"] in groups else "other"
        groups[kind].append(f"{name} ({role})" if role else name)
    return {
        "groups": [
            {"label": words.of("types", kind), "names": names}
            for kind, names in groups.items()
            if names
        ]
    }
