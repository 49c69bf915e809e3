"""The words of the blank workbook, in one language or both."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from gtrm.products import texts


def load_texts() -> dict[str, Any]:
    """Return `texts.yml`: nested, its leaves are {es, en}."""
    return texts.load_texts(Path(__file__).with_name("texts.yml"))


def say(language: str, *keys: str, **names: object) -> str:
    """Return one text, its {names} filled in."""
    found: Any = load_texts()
    for key in keys:
        found = found[key]
    return str(found[language]).format(**names)
