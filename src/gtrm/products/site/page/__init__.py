"""The site as HTML: shell, look and behaviour are the files beside this one.

Texts of the release are set as text by the scripts.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from gtrm.products import pages
from gtrm.products.texts import load_texts, shared

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gtrm.products.site.datasets import Dataset

_FOLDER = Path(__file__).parent
# In this order: each uses only what those before it define.
_SCRIPTS = (
    *("texts", "elements", "words", "data", "state", "labels", "figures", "about", "tables"),
    *("charts", "trend", "tiles", "cards", "panels"),
    *("page_country", "page_region", "page_subgroup", "page_organisations", "page_mesa"),
    *("page_quality", "page_method", "filters", "main"),
)


def render(meta: Mapping[str, Any], datasets: Mapping[str, Dataset]) -> str:
    """Return the page; each dataset is parsed only when something first asks for it."""
    texts = shared()
    codes = texts["severities"] | texts["statuses"] | load_texts(_FOLDER / "words.yml")
    page = pages.environment(_FOLDER).get_template("index.html")
    return page.render(
        words=pages.embedded({"months": texts["months"], "codes": codes}),
        meta=pages.embedded(meta),
        surface=meta["surface"],
        datasets={name: pages.embedded(dataset.columns) for name, dataset in datasets.items()},
        style=pages.joined(sorted(_FOLDER.glob("style/*.css"))),
        script=pages.scripts(_FOLDER, *_SCRIPTS),
    )
