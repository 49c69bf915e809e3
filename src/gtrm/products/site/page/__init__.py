"""The site as HTML: shell, look and behaviour are the files beside this one.

One page that asks for nothing: style, scripts and data are in it, and its Content-Security-Policy
lets the browser run and load nothing else. Texts of the release are set as text by the scripts.
"""

from __future__ import annotations

import base64
import hashlib
import json
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

if TYPE_CHECKING:
    from collections.abc import Mapping

    from gtrm.products.site.datasets import Dataset

_FOLDER = Path(__file__).parent
# In this order: each uses only what those before it define.
_SCRIPTS = (
    *("words", "elements", "data", "state", "labels", "figures", "about", "tables"),
    *("charts", "trend", "tiles", "cards", "panels"),
    *("page_country", "page_region", "page_subgroup", "page_organisations", "page_mesa"),
    *("page_quality", "page_method", "filters", "main"),
)


def render(meta: Mapping[str, Any], datasets: Mapping[str, Dataset]) -> str:
    """Return the page; each dataset is parsed only when something first asks for it."""
    style = "\n".join(
        path.read_text(encoding="utf-8") for path in sorted(_FOLDER.glob("style/*.css"))
    )
    parts = [(_FOLDER / f"{name}.js").read_text(encoding="utf-8") for name in _SCRIPTS]
    script = '"use strict";\n' + "\n".join(parts)
    return (
        _environment()
        .get_template("index.html")
        .render(
            meta=_json(meta),
            surface=meta["surface"],
            datasets={name: _json(dataset.columns) for name, dataset in datasets.items()},
            style=Markup(style),  # noqa: S704 our own files, and JSON that holds no "<"
            script=Markup(script),  # noqa: S704
            style_hash=_hash(style),
            script_hash=_hash(script),
        )
    )


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _json(value: object) -> Markup:
    """JSON that can stand in a script element: it holds no "<" that could end it."""
    encoded = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "&<>\u2028\u2029":
        encoded = encoded.replace(character, f"\\u{ord(character):04x}")
    return Markup(encoded)  # noqa: S704


def _hash(text: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
