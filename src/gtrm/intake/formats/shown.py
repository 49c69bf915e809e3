"""What a cell shows: the text of its value, and whether it differs from the stored value.

Texts that were encoded twice ("OrientaciÃ³n") are repaired, with a note.
"""

from __future__ import annotations

import math
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from gtrm.core.normal import INVISIBLE, visible

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_TAIL = 1e-9  # a number this near a whole one is it: the rest is binary arithmetic
_RELATIVE_TAIL = 1e-13  # ... or this near in proportion: sums of large numbers
_NOISE = 2  # digits; 15 of 0.30000000000000004 are 0.3, of one third they are no other number
_EXACT = 1e15  # past it, not every whole number can be stored
_MARKS = ("Ã", "Â", "â€")


def cell_text(value: object) -> str | None:
    """Return a cell as text, None if blank: 1490.0 is '1490', a date is ISO.

    Marks of no width are left out, and what binary arithmetic adds to a number (see `number_text`).
    """
    if isinstance(value, str):
        return (value.strip() if value.isascii() else visible(value)) or None
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, datetime):
        midnight = value.time() == time(0)
        return value.date().isoformat() if midnight else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    return None if value is None else str(value)


def number_text(value: float) -> str:
    """Return a number as Excel shows it: 15 digits, and 12.0000000000001 is 12."""
    if not math.isfinite(value) or abs(value) >= _EXACT:
        return repr(value)
    whole = round(value)
    if abs(value - whole) <= max(_TAIL, abs(value) * _RELATIVE_TAIL):
        return str(whole)
    written, shown = repr(value), repr(float(f"{value:.15g}"))
    return shown if len(shown) < len(written) - _NOISE else written


def mending(value: object) -> str | None:
    """Return what `cell_text` mends in a value, as a kind of note; None if it is as stored."""
    if isinstance(value, str):
        return None if value.isascii() or not INVISIBLE.search(value) else "invisible"
    if not isinstance(value, float) or value.is_integer():
        return None
    return "float_tail" if number_text(value) != repr(value) else None


def mend_encoding(texts: Iterable[str]) -> dict[str, str]:
    """Return what is wrong among different texts, with what was meant."""
    suspects = [text for text in texts if any(mark in text for mark in _MARKS)]
    if not suspects:
        return {}
    import ftfy  # only now: most files need none of it

    mended = {text: ftfy.fix_encoding(text) for text in suspects}
    return {text: fixed for text, fixed in mended.items() if fixed != text}


def tell_mended(rows: list[list[str | None]], mended: Mapping[str, str]) -> list[dict[str, Any]]:
    """Return a note for each different text of a column that was mended, at its first cell."""
    notes: dict[tuple[int, str], dict[str, Any]] = {}
    for number, row in enumerate(rows, start=1):
        if mended.keys().isdisjoint(row):
            continue
        for column, text in enumerate(row):
            if text is not None and text in mended:
                note = {"kind": "repaired", "row": number, "column": column, "value": text}
                notes.setdefault((column, text), {**note, "suggestion": mended[text]})
    return list(notes.values())
