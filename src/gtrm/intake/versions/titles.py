"""What the name of a file says: its title, the month it is for, whether it corrects or completes.

The title is the name without what tells the versions of one file apart: "5W_marzo_v2 (corregido)"
and "5W abril" are both "5w". A member of a zip is called as it is in the zip.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from gtrm.core.cycle import parse_month
from gtrm.core.normal import normalise

_COPY = re.compile(r"\(\d{1,2}\)|\bcopia( de)?\b|\bcopy( of)?\b|\b(re|rv|fwd?) ")
_RETURNED = re.compile(r"\bv\d+ observaciones\b")  # the marked copy that we sent
_CORRECTING = re.compile(
    r"\b(v\d+ observaciones|correg\w*|correc\w*|rectific\w*|actualiz\w*|version|v ?\d+|final"
    r"|definitiv\w*|ultim[oa]|nuev[oa]|reenvi\w*|updated?|revis\w*)\b"
)
_COMPLETING = re.compile(
    r"\b(complement\w*|suplement\w*|supplement\w*|adicional\w*|additional|anexo\w*|annex|parte?"
    r"|(segund|tercer)[ao] entrega|oficina\w*|office|sede\w*|filial\w*|sub ?oficina)\b"
)
_DAY = re.compile(r"\b(20\d\d ?\d\d ?\d\d|\d\d? \d\d? 20\d\d)\b")  # when it was sent
_MONTH = re.compile(r"\b(20\d\d) ?(0[1-9]|1[0-2])\b|\b(0?[1-9]|1[0-2]) ?(20\d\d)\b")
_YEAR = re.compile(r"\b20\d\d\b")


@dataclass(frozen=True)
class Name:
    """The name of a file, read."""

    title: str
    months: frozenset[int]  # numbers of the months that it states
    is_returned: bool  # our marked copy
    corrects: bool
    completes: bool


@lru_cache(maxsize=50_000)
def read_name(file_name: str) -> Name:
    """Return what the name of a file says."""
    own = file_name.replace("\\", "/").rsplit("/", 1)[-1].rsplit(".", 1)[0]
    words = _COPY.sub(" ", normalise(own.replace("_", " ")))
    words = " ".join(re.sub(r"[^\w]+", " ", words).split())
    undated = _DAY.sub(" ", words)
    months = {int(match[2] or match[3]) for match in _MONTH.finditer(undated)}
    kept = []
    for word in _YEAR.sub(" ", _MONTH.sub(" ", _CORRECTING.sub(" ", undated))).split():
        number = _month_of(word)
        months |= {number} if number else set()
        kept += [] if number else [word]
    return Name(
        title=" ".join(kept),
        months=frozenset(months),
        is_returned=bool(_RETURNED.search(words)),
        corrects=bool(_CORRECTING.search(words)),
        completes=bool(_COMPLETING.search(words)),
    )


def _month_of(word: str) -> int | None:
    month = parse_month(word, "2021-01")[0] if word.isalpha() else None
    return int(month[5:]) if month else None
