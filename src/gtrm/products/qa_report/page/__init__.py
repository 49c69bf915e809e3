"""The QA report as HTML: templates, look and behaviour are the files beside this one.

What partners wrote is escaped by the template engine or set as text by the script.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from gtrm.products import pages
from gtrm.products.texts import load_texts, month_name, shared

if TYPE_CHECKING:
    from collections.abc import Mapping

_FOLDER = Path(__file__).parent
_SCRIPTS = ("texts", "elements", "words", "data", "tables", "pairs", "sections", "explorer")


def render(context: Mapping[str, Any], data: Mapping[str, Any]) -> str:
    """Return the page.

    Args:
        context: What `report.html` shows.
        data: What the script shows, as JSON can hold it.
    """
    own = load_texts(_FOLDER / "words.yml")
    severities, month = shared()["severities"], str(context["month"])
    page = pages.environment(_FOLDER).get_template("report.html")
    return page.render(
        **context,
        month_es=month_name(month, "es"),
        month_en=month_name(month, "en"),
        words={"severities": severities, "status": shared()["statuses"] | own["files"]},
        words_json=pages.embedded(
            {"severities": severities, "states": own["states"], "columns": own["columns"]}
        ),
        style=pages.joined([_FOLDER / "report.css"]),
        script=pages.scripts(_FOLDER, *_SCRIPTS),
        data=pages.embedded(data),
    )
