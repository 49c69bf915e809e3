"""What an .ods holds beside the cells that the library reads, from its content.xml.

Errors, uncomputed formulas, merged cells, hidden rows and columns, struck-out rows, and texts that
the library leaves out: in CDATA, or in a cell that does not say what kind of value it has.
"""

from __future__ import annotations

import zipfile
from collections import defaultdict
from functools import partial
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from gtrm.intake.formats.facts import ERROR_TEXTS, Facts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from gtrm.intake.formats.facts import Cell, Rows

_SIGNS = (b"formula=", b'value-type="error"', b"visibility=", b"-spanned=", b"line-through")
# A text that the library leaves out: in CDATA, or in a cell without a kind or a value.
_UNSEEN_SIGNS = (b"<![CDATA[", b"<table:table-cell><text:", b'value-type="float"><')
_CELLS = {"table:table-cell", "table:covered-table-cell"}
_HIDDEN = {"collapse", "filter"}
_REPEATED_LIMIT = 10_000  # rows; a longer run of one hidden row lies below the data


def scan(path: Path) -> dict[str, Facts]:
    """Return what is hidden in each sheet, by sheet name.

    Raises:
        KeyError: It has no content.
    """
    with zipfile.ZipFile(path) as book:
        xml = book.read("content.xml")
    has_unseen = any(sign in xml for sign in _UNSEEN_SIGNS)
    if not has_unseen and not any(sign in xml for sign in _SIGNS):
        return defaultdict(Facts)
    finder = _Finder(has_unseen=has_unseen)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = finder.start
    parser.EndElementHandler = finder.end
    parser.CharacterDataHandler = finder.text
    parser.Parse(xml, True)
    return finder.sheets


class _Finder:
    """Follows tables, rows and cells, each of which may stand for several."""

    def __init__(self, *, has_unseen: bool) -> None:
        self._has_unseen = has_unseen
        self._texts: list[Cell] = []
        self.sheets: dict[str, Facts] = defaultdict(Facts)
        self._facts = Facts()
        self._row, self._rows = 1, 1  # of the row being read: number, how many it stands for
        self._column, self._columns = 0, 1
        self._cell: dict[str, Any] = {}
        self._paragraphs: list[str] | None = None
        self._in_note = False
        self._style = ""
        self._struck: set[str] = set()  # names of cell styles

    def start(self, name: str, attributes: dict[str, Any]) -> None:
        if name.startswith("style:"):
            self._start_style(name, attributes)
        elif name == "office:annotation":
            self._in_note = True
        elif name in {"text:p", "text:h"} and not self._in_note:
            self._paragraphs = self._paragraphs or []
        else:
            self._start_table(name, attributes)

    def _start_style(self, name: str, attributes: dict[str, Any]) -> None:
        if name == "style:style":
            self._style = attributes.get("style:name", "")
        elif attributes.get("style:text-line-through-style", "none") != "none":
            self._struck.add(self._style)

    def _start_table(self, name: str, attributes: dict[str, Any]) -> None:
        if name == "table:table":
            self._facts = self.sheets[attributes.get("table:name", "")]
            self._row, self._column, self._texts = 1, 0, []
            self._facts.unseen = partial(_find_unseen, self._texts) if self._has_unseen else None
        elif name == "table:table-column":
            self._columns = int(attributes.get("table:number-columns-repeated", 1))
            if attributes.get("table:visibility") in _HIDDEN:
                columns = (self._column, self._column + self._columns - 1)
                self._facts.hidden_columns.append(columns)
            self._column += self._columns
        elif name == "table:table-row":
            self._rows = int(attributes.get("table:number-rows-repeated", 1))
            self._column = 0
            if attributes.get("table:visibility") in _HIDDEN and self._rows < _REPEATED_LIMIT:
                self._facts.hidden_rows += range(self._row, self._row + self._rows)
        elif name in _CELLS:
            self._columns = int(attributes.get("table:number-columns-repeated", 1))
            self._cell, self._paragraphs = attributes, None

    def text(self, data: str) -> None:
        if self._paragraphs is not None and not self._in_note:
            self._paragraphs.append(data)

    def end(self, name: str) -> None:
        if name == "table:table-row":
            self._row += self._rows
        elif name == "office:annotation":
            self._in_note = False
        elif name in _CELLS:
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
        elif text and self._has_unseen:
            self._texts += self._places(text)
        if text and self._cell.get("table:style-name") in self._struck:
            self._facts.struck_rows += range(self._row, self._row + min(self._rows, 1000))
        down = int(self._cell.get("table:number-rows-spanned", 1))
        across = int(self._cell.get("table:number-columns-spanned", 1))
        if down > 1 or across > 1:
            ends = (self._column, self._column + across - 1)
            self._facts.merged.append((self._row, self._row + down - 1, *ends))

    def _places(self, text: str) -> list[tuple[int, int, str]]:
        return [
            (row, column, text)
            for row in range(self._row, self._row + min(self._rows, _REPEATED_LIMIT))
            for column in range(self._column, self._column + min(self._columns, 1000))
        ]


def _find_unseen(texts: list[Cell], rows: Rows) -> Iterator[Cell]:
    """Cells that show a text and that the library read as blank."""
    for number, column, text in texts:
        row = rows[number - 1] if number <= len(rows) else []
        if column >= len(row) or row[column] is None:
            yield number, column, text
