"""The words of the blank workbook, in one language or both."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

LANGUAGES = ("es", "en")
MONTH_NAMES = {
    "es": (
        *("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto"),
        *("septiembre", "octubre", "noviembre", "diciembre"),
    ),
    "en": (
        *("January", "February", "March", "April", "May", "June", "July", "August"),
        *("September", "October", "November", "December"),
    ),
}


@cache
def load_texts() -> dict[str, Any]:
    """Return `texts.yml`: nested, its leaves are {es, en}."""
    path = Path(__file__).with_name("texts.yml")
    texts: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return texts


def say(language: str, *keys: str, **names: object) -> str:
    """Return one text, its {names} filled in."""
    found: Any = load_texts()
    for key in keys:
        found = found[key]
    return str(found[language]).format(**names)


def month_name(month: str, language: str) -> str:
    """Return '2021-10' as 'octubre de 2021' or 'October 2021'."""
    name = MONTH_NAMES[language][int(month[5:]) - 1]
    return f"{name} de {month[:4]}" if language == "es" else f"{name} {month[:4]}"
