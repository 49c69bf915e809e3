"""A release with invented figures for the site: months x 26 regions x models.

Figures follow a formula, so a test asks the database for them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from gtrm.products.site.datasets import SURFACES

if TYPE_CHECKING:
    from collections.abc import Sequence

_SQL = Path(__file__).with_name("site_release")
_SEEDS = _SQL.parents[2] / "dbt_project" / "seeds"
_LISTS = {
    "regions": _SEEDS / "ref_regions.csv",
    "types": _SEEDS / "ref_organisation_types.csv",
}
_MANIFEST = {
    **{"release_id": "2021-09-r2", "month": "2021-09", "schema_version": 2},
    **{"published_at": "2021-10-16T02:00:00+00:00", "fingerprint": "0123456789abcdef0123"},
}


def write_release(
    folder: Path, months: int, surfaces: Sequence[str] = ("public", "internal")
) -> Path:
    """Write the surfaces' databases, of the months to September 2021, and the manifest."""
    (folder / "public").mkdir(parents=True)
    parts = [path.read_text(encoding="utf-8") for path in sorted(_SQL.glob("[0-9]_*.sql"))]
    text = "".join(parts).format(**_LISTS, months=months)
    public = (_SQL / "public.sql").read_text(encoding="utf-8")
    for surface in surfaces:
        with duckdb.connect(str(folder / SURFACES[surface])) as connection:
            connection.execute(text + (public if surface == "public" else ""))
    (folder / "MANIFEST.json").write_text(json.dumps(_MANIFEST), encoding="utf-8")
    return folder
