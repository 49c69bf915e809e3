"""The one form in which names and headers are compared, and the invisible characters of a text."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

# Marks of no width: zero-width spaces and joiners, directions, soft hyphens, byte order marks.
INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]"
)
_BLANKS = re.compile(r"(?:_x000[dD]_|\s)+")


def visible(text: str) -> str:
    """Return a text without marks of no width, and without the blanks around it."""
    return INVISIBLE.sub("", text).strip()


def with_marks_shown(text: str) -> str:
    """Return a text with its marks of no width made visible: '1<U+200B>2'."""
    return INVISIBLE.sub(lambda mark: f"<U+{ord(mark[0]):04X}>", text)


@lru_cache(maxsize=100_000)
def normalise(text: str) -> str:
    """Return text without accents, case, invisible marks, `_x000D_` and surplus white space."""
    spaced = _BLANKS.sub(" ", INVISIBLE.sub("", text))
    plain = unicodedata.normalize("NFKD", spaced).casefold()
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())
