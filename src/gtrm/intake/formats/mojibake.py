"""Texts that were encoded twice ("OrientaciÃ³n"), undone and told."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

_MARKS = ("Ã", "Â", "â€")


def mend(texts: Iterable[str]) -> dict[str, str]:
    """Return what is wrong among different texts, with what was meant."""
    suspects = [text for text in texts if any(mark in text for mark in _MARKS)]
    if not suspects:
        return {}
    import ftfy  # only now: most files need none of it

    mended = {text: ftfy.fix_encoding(text) for text in suspects}
    return {text: fixed for text, fixed in mended.items() if fixed != text}


def tell(rows: list[list[str | None]], mended: Mapping[str, str]) -> list[dict[str, Any]]:
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
