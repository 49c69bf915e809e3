"""Errors, uncomputed formulas, hidden rows and merged cells of an .ods, from its content.xml."""

from __future__ import annotations

import zipfile
from collections import defaultdict
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from gtrm.intake.facts import ERROR_TEXTS, Facts

if TYPE_CHECKING:
    from pathlib import Path

_SIGNS = (b"formula=", b'value-type="error"', b"visibility=", b"rows-spanned=")
_HIDDEN = {"collapse", "filter"}
_REPEATED_LIMIT = 10_000  # rows; a longer run of one hidden row lies below the data


def scan(path: Path) -> dict[str, Facts]:
    """Return what is hidden in each sheet, by sheet name.

    Raises:
        KeyError: It has no content.
    """
    with zipfile.ZipFile(path) as book:
        xml = book.read("content.xml")
    if not any(sign in xml for sign in _SIGNS):
        return defaultdict(Facts)
    finder = _Finder()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = finder.start
    parser.EndElementHandler = finder.end
    parser.CharacterDataHandler = finder.text
    parser.Parse(xml, True)
    return finder.sheets


class _Finder:
    """Follows tables, rows and cells, each of which may stand for several."""

    def __init__(self) -> None:
        self.sheets: dict[str, Facts] = defaultdict(Facts)
        self._facts = Facts()
        self._row, self._rows = 1, 1  # of the row being read: number, how many it stands for
        self._column, self._columns = 0, 1
        self._cell: dict[str, Any] = {}
        self._paragraphs: list[str] | None = None

    def start(self, name: str, attributes: dict[str, Any]) -> None:
        if name == "table:table":
            self._facts = self.sheets[attributes.get("table:name", "")]
            self._row = 1
        elif name == "table:table-row":
            self._rows = int(attributes.get("table:number-rows-repeated", 1))
            self._column = 0
            if attributes.get("table:visibility") in _HIDDEN and self._rows < _REPEATED_LIMIT:
                self._facts.hidden_rows += range(self._row, self._row + self._rows)
        elif name in {"table:table-cell", "table:covered-table-cell"}:
            self._columns = int(attributes.get("table:number-columns-repeated", 1))
            self._cell, self._paragraphs = attributes, None
        elif name == "text:p":
            self._paragraphs = self._paragraphs or []

    def text(self, data: str) -> None:
        if self._paragraphs is not None:
            self._paragraphs.append(data)

    def end(self, name: str) -> None:
        if name == "table:table-row":
            self._row += self._rows
        elif name in {"table:table-cell", "table:covered-table-cell"}:
            self._judge()
            self._column += self._columns
            self._cell, self._paragraphs = {}, None

    def _judge(self) -> None:
        formula = self._cell.get("table:formula")
        text = "".join(self._paragraphs or []).strip()
        kinds = {self._cell.get("calcext:value-type"), self._cell.get("office:value-type")}
        failed = text in ERROR_TEXTS or text.startswith("Err:")
        if "error" in kinds or (formula is not None and failed):
            self._facts.errors += self._places(text or "#ERROR")
        elif formula is not None and kinds == {None} and self._paragraphs is None:
            self._facts.formulas += self._places(f"={formula.partition('=')[2]}")
        if (spanned := int(self._cell.get("table:number-rows-spanned", 1))) > 1:
            self._facts.merged.append((self._row, self._row + spanned - 1, self._column))

    def _places(self, text: str) -> list[tuple[int, int, str]]:
        return [
            (row, column, text)
            for row in range(self._row, self._row + min(self._rows, _REPEATED_LIMIT))
            for column in range(self._column, self._column + min(self._columns, 1000))
        ]
