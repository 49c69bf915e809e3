"""Texts in Spanish and English: how every product writes and reads them.

A file of texts lies beside what shows it. It is YAML, as deep as it needs; each text is
`{es: ..., en: ...}`, so that the two languages stand side by side. `shared.yml` here holds what
several products say: months, severities.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import yaml

LANGUAGES = ("es", "en")
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml reads ten times faster


@cache
def load_texts(path: Path) -> dict[str, Any]:
    """Return a file's texts, nested; leaves are {es, en}. What is no text has no language."""
    with path.open(encoding="utf-8") as file:
        texts: dict[str, Any] = yaml.load(file, Loader=_LOADER)  # noqa: S506 a safe loader
    return texts


def shared() -> dict[str, Any]:
    """Return the texts that several products show."""
    return load_texts(Path(__file__).with_name("shared.yml"))


def is_text(node: object) -> bool:
    """Tell whether a node is one text in its languages."""
    return isinstance(node, dict) and set(node) == set(LANGUAGES)


def in_language(node: Any, language: str) -> Any:  # noqa: ANN401 as deep as the file is
    """Return texts with each {es, en} replaced by the one asked for."""
    if is_text(node):
        return node[language]
    if isinstance(node, dict):
        return {key: in_language(child, language) for key, child in node.items()}
    if isinstance(node, list):
        return [in_language(child, language) for child in node]
    return node


def month_name(month: str, language: str) -> str:
    """Return '2021-10' as 'octubre de 2021' or 'October 2021'."""
    texts = shared()
    name = texts["months"][int(month[5:]) - 1][language]
    return str(texts["month_of_year"][language]).format(month=name, year=month[:4])


# Spanish and English name of each severity, the worst first.
SEVERITY_NAMES = {code: (text["es"], text["en"]) for code, text in shared()["severities"].items()}
