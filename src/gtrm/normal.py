"""The one form in which names and headers are compared."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_BLANKS = re.compile(r"(?:_x000[dD]_|[\s\u200b\ufeff])+")


@lru_cache(maxsize=100_000)
def normalise(text: str) -> str:
    """Return text without accents, case, Excel's `_x000D_` and surplus white space."""
    plain = unicodedata.normalize("NFKD", _BLANKS.sub(" ", text)).casefold()
    return " ".join("".join(c for c in plain if not unicodedata.combining(c)).split())
