"""Words of printed headers: which of them may be left out without changing what a column holds."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from gtrm.core.normal import normalise

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

_CATALOGUE = Path(__file__).with_name("header_words.yml")
_EDGES = re.compile(r"^[^\w#$%<>=+-]+|[^\w#$%<>=+-]+$")


@dataclass(frozen=True)
class Words:
    """The catalogue: words that say nothing, instructions, and what is harmless for a field."""

    fillers: frozenset[str]
    anywhere: frozenset[str]
    by_field: dict[str, frozenset[str]]


@cache
def catalogue() -> Words:
    """Return the words that may be left out of a header."""
    data: dict[str, Any] = yaml.load(
        _CATALOGUE.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader
    )
    by_field: dict[str, frozenset[str]] = {}
    for entry in data["for_fields"]:
        for name in entry["fields"]:
            by_field[name] = by_field.get(name, frozenset()) | frozenset(entry["words"])
    anywhere = frozenset(word for line in data["anywhere"] for word in line)
    return Words(frozenset(data["fillers"]), anywhere, by_field)


def split(text: str) -> list[str]:
    """Return the words of a text without accents, case and the marks around them."""
    words = (_EDGES.sub("", word) for word in re.split(r"[\s/,;()]+", normalise(text)))
    return [word for word in words if word]


def bare(form: str) -> str:
    """Return a header form without words such as "de"; the form itself if it has no others."""
    fillers = catalogue().fillers
    return " ".join(word for word in form.split() if word not in fillers) or form


def left_out(full: str, form: str) -> list[str]:
    """Return the words of a header's full form that a shorter form of it lacks, in their order."""
    kept = form.split()
    words = []
    for word in full.split():
        if word in kept:
            kept.remove(word)
        else:
            words.append(word)
    return words


def doubtful(words: Sequence[str], field: str, own_words: Collection[str]) -> str:
    """Return the text of words left out of a header, or '' if they are all harmless for a field."""
    known = catalogue()
    harmless = known.anywhere | known.by_field.get(field, frozenset())
    parts = [part for word in words for part in split(word)]
    return "" if all(w in harmless or w in own_words for w in parts) else " ".join(words)
