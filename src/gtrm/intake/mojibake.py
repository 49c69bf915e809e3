"""Texts that were encoded twice ("OrientaciÃ³n"), undone and told."""

from __future__ import annotations

from itertools import chain
from typing import Any

_MARKS = ("Ã", "Â", "â€")


def repair(rows: list[list[str | None]]) -> list[dict[str, Any]]:
    """Mend the rows in place; return a note for each different text of a column, at its first."""
    suspects = [
        text
        for text in set(chain.from_iterable(rows))
        if text and any(mark in text for mark in _MARKS)
    ]
    if not suspects:
        return []
    import ftfy  # only now: most files need none of it

    mended = {text: ftfy.fix_encoding(text) for text in suspects}
    mended = {text: fixed for text, fixed in mended.items() if fixed != text}
    notes: dict[tuple[int, str], dict[str, Any]] = {}
    for number, row in enumerate(rows, start=1):
        if mended.keys().isdisjoint(row):
            continue
        for column, text in enumerate(row):
            if text in mended:
                row[column] = mended[text]
                note = {"kind": "repaired", "row": number, "column": column, "value": text}
                notes.setdefault((column, text), {**note, "suggestion": mended[text]})
    return list(notes.values())
