"""Pages: the one Jinja environment of all products, and the common parts of every page.

A page needs no network: style, scripts and data are in it, and its Content-Security-Policy lets
the browser run and load nothing else. `page_parts/` has the templates, scripts and styles that
several pages use.
"""

from __future__ import annotations

import base64
import hashlib
import json
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from gtrm.core.cycle import LIMA

if TYPE_CHECKING:
    from collections.abc import Iterable

PARTS = Path(__file__).parent / "page_parts"


@cache
def environment(*folders: Path) -> Environment:
    """Return the environment of a product's templates; those of `page_parts/` are there too.

    Everything is escaped, a name that is not there is an error, and a line that holds only a
    statement leaves none in the page.
    """
    made = Environment(
        loader=FileSystemLoader([*folders, PARTS]),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    made.filters |= {"figure": figure, "moment": moment, "link": quote}
    made.globals |= {"linked": linked}
    return made


def figure(number: int | None) -> str:
    """Return a figure, thousands apart by a narrow space: the same in both languages."""
    return "–" if number is None else f"{number:,}".replace(",", "\u202f")


def moment(at: datetime | None) -> str:
    """Return when something was, by the clock of Lima; a moment without zone is UTC."""
    if at is None:
        return ""
    aware = at if at.tzinfo else at.replace(tzinfo=UTC)
    return aware.astimezone(LIMA).strftime("%Y-%m-%d %H:%M")


def linked(template: str, **parts: Markup) -> Markup:
    """Return a text with markup in place of its {parts}."""
    return Markup(escape(template)).format(**parts)  # noqa: S704 escaped just now


def joined(files: Iterable[Path], first: str = "") -> dict[str, Markup | str]:
    """Return files of our own as one `text` to stand in a page, and its `hash` for the policy."""
    text = first + "\n".join(path.read_text(encoding="utf-8") for path in files)
    digest = base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
    return {"text": Markup(text), "hash": f"sha256-{digest}"}  # noqa: S704


def scripts(folder: Path, *names: str) -> dict[str, Markup | str]:
    """Return scripts of a folder, or else of `page_parts/`, in the order given, as one text."""
    found = [folder / f"{name}.js" for name in names]
    return joined((p if p.is_file() else PARTS / p.name for p in found), '"use strict";\n')


def embedded(value: Any) -> Markup:  # noqa: ANN401 whatever JSON can hold
    """Return JSON that can stand in a script element: it holds no "<" that could end it."""
    encoded = json.dumps(value, ensure_ascii=False, separators=(",", ":"))
    for character in "&<>\u2028\u2029":
        encoded = encoded.replace(character, f"\\u{ord(character):04x}")
    return Markup(encoded)  # noqa: S704
