"""The dashboard: one static page made from a release, that opens from disk and needs no network.

It shows cells of the release's tables and their sums, made by `datasets/*.sql`; the script in the
page never adds up people. Decision 16 says why it is one page.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from gtrm.core.cycle import minute_in_lima
from gtrm.products.site import page
from gtrm.products.site.datasets import definitions, read_datasets
from gtrm.products.tiles import read_tiles
from gtrm.products.units import read_units

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from gtrm.core.settings import Settings
    from gtrm.products.site.datasets import Dataset

_FOLDERS = {"public": "site", "internal": "site_internal"}
_RELEASE_FACTS = ("release_id", "month", "published_at", "schema_version", "fingerprint")


def write(
    settings: Settings, release: Path, output: Path | None = None, surface: str = "public"
) -> None:
    """Write the site of a release: the same release gives the same bytes.

    Args:
        settings: Unused; every product of a release takes them.
        release: Its folder, with the databases and MANIFEST.json.
        output: Where to write `index.html`; by default `site/` in the release, and
            `site_internal/` for the internal surface.
        surface: 'public', from the public database, or 'internal', from the whole one.

    Raises:
        PublishError: The surface's database is missing or lacks what a query names.
    """
    datasets = read_datasets(release, surface)
    manifest = json.loads((release / "MANIFEST.json").read_text(encoding="utf-8"))
    folder = output or release / _FOLDERS[surface]
    folder.mkdir(parents=True, exist_ok=True)
    text = page.render(_meta(manifest, datasets, surface), datasets)
    (folder / "index.html").write_text(text, encoding="utf-8")


def _meta(
    manifest: Mapping[str, Any], datasets: Mapping[str, Dataset], surface: str
) -> dict[str, Any]:
    """What the page knows besides the datasets: the release, the map, words and SQL."""
    facts = {name: manifest.get(name) for name in _RELEASE_FACTS}
    return {
        "release": facts | {"published_at": minute_in_lima(manifest["published_at"])},
        "surface": surface,
        "tiles": read_tiles(),
        "units": read_units(),
        "definitions": definitions(),
        "sql": {name: dataset.sql for name, dataset in datasets.items()},
    }
