"""The QA report as HTML: templates, look and behaviour are the files beside this one.

One page that asks for nothing: style, script and data are in it, and its Content-Security-Policy
lets the browser run and load nothing else. What partners wrote is escaped by the template engine
or set as text by the script.
"""

from __future__ import annotations

import base64
import hashlib
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from gtrm.core.cycle import LIMA

if TYPE_CHECKING:
    from collections.abc import Mapping

SEVERITY_NAMES = {
    "critical": ("Crítica", "Critical"),
    "warning": ("Advertencia", "Warning"),
    "info": ("Aviso", "Notice"),
}

_FOLDER = Path(__file__).parent
_SCRIPTS = ("words.js", "data.js", "tables.js", "pairs.js", "sections.js", "explorer.js")
_MONTHS_ES = (
    "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
)
_MONTHS_EN = "January February March April May June July August September October November December"


def render(context: Mapping[str, Any], data: str) -> str:
    """Return the page.

    Args:
        context: What `report.html` shows.
        data: JSON for the script, without any "<".
    """
    style = (_FOLDER / "report.css").read_text(encoding="utf-8")
    parts = [(_FOLDER / name).read_text(encoding="utf-8") for name in _SCRIPTS]
    script = '"use strict";\n' + "\n".join(parts)
    return (
        _environment()
        .get_template("report.html")
        .render(
            **context,
            month_es=_month_name(str(context["month"]), _MONTHS_ES),
            month_en=_month_name(str(context["month"]), _MONTHS_EN),
            style=Markup(style),  # noqa: S704 our own files, and JSON that holds no "<"
            script=Markup(script),  # noqa: S704
            data=Markup(data),  # noqa: S704
            style_hash=_hash(style),
            script_hash=_hash(script),
        )
    )


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters |= {"figure": figure, "moment": moment, "link": quote}
    environment.globals |= {"severity_names": SEVERITY_NAMES}
    return environment


def figure(number: int | None) -> str:
    """Return a figure, thousands apart by a narrow space: the same in both languages."""
    return "–" if number is None else f"{number:,}".replace(",", "\u202f")


def moment(at: datetime | None) -> str:
    """Return when something was, by the clock of Lima; a moment without zone is UTC."""
    if at is None:
        return ""
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return aware.astimezone(LIMA).strftime("%Y-%m-%d %H:%M")


def _month_name(month: str, names: str) -> str:
    return f"{names.split()[int(month[5:]) - 1]} {month[:4]}"


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
