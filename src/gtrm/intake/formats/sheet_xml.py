"""What an .xlsx or .xlsm holds beside the cells that the library reads, from its XML.

Errors, uncomputed formulas, hidden and struck-out rows, hidden columns: a byte search shows whether
a sheet has any; most have none, and then it takes almost no time. The values themselves are
counted: if the library found another number of them (one in CDATA, two in one cell), the sheet is
read once more and the cell gets the value in the XML.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET
from xml.parsers import expat

from gtrm.core.normal import visible
from gtrm.intake.formats.facts import Facts, position
from gtrm.intake.formats.shown import number_text

if TYPE_CHECKING:
    from pathlib import Path

    from gtrm.intake.formats.facts import Cell, Rows

# An error, a formula, a hidden or flat row, or an attribute in single quotes that may be any.
_SIGNS = (b't="e"', b"<f", b'hidden="1"', b'hidden="true"', b' ht="0"', b"='")
# A value in pieces, of which the library reads the first, has one of these bytes in it. They are
# sought before the pattern is: looking for one byte costs next to nothing.
_PIECES = (b"!", b"?", b"#")
_IN_PIECES = re.compile(rb"<v(?:\s[^>]*)?>[^<]*(?:&#|<[!?])")
# A sheet in another encoding or with prefixes is always gone through.
_USUAL_START = re.compile(rb"[\x00-\x7f]*<worksheet[^'>]*>")
_EMPTY_TEXTS = (b"<is><t></t></is>", b"<is><t/></is>", b"<is></is>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\s([^>]*)>")
_ATTRIBUTE = re.compile(rb"(\w+)\s*=\s*[\"']([^\"']*)")
_YES = {"1", "true"}


@dataclass
class _Book:
    """What the sheets of a workbook share."""

    path: Path
    strings_part: str | None
    computes_on_opening: bool
    struck_styles: frozenset[str] = frozenset()
    struck_strings: frozenset[str] = frozenset()
    _strings: list[str] | None = field(default=None, repr=False)

    def string(self, number: str) -> str:
        """A shared text by its number; "" if the number has no text."""
        if self._strings is None:
            self._strings = [_text_of(one) for one in self._shared()]
        return self._strings[int(number)] if int(number) < len(self._strings) else ""

    def _shared(self) -> Iterator[ET.Element]:
        if self.strings_part is None:
            return iter(())
        with zipfile.ZipFile(self.path) as book:
            return ET.fromstring(book.read(self.strings_part)).iterfind("{*}si")  # noqa: S314 size is checked


def scan(path: Path) -> dict[str, Facts]:
    """Return what is hidden in each sheet, by sheet name.

    Raises:
        KeyError: A sheet's part is missing.
    """
    with zipfile.ZipFile(path) as book:
        parts = {name.lower().lstrip("/"): name for name in book.namelist()}
        links = ET.fromstring(book.read(parts["xl/_rels/workbook.xml.rels"]))  # noqa: S314 size is checked
        targets = {link.get("Id"): link.get("Target", "") for link in links}
        workbook = ET.fromstring(book.read(parts["xl/workbook.xml"]))  # noqa: S314 and expat stops entity bombs
        strings = parts.get("xl/sharedstrings.xml")
        shared = _Book(path, strings, _computes_on_opening(workbook))
        shared.struck_styles = _struck_styles(_part(book, parts.get("xl/styles.xml")))
        shared.struck_strings = _struck_strings(_part(book, strings))
        sheets = {
            str(sheet.get("name")): parts[part_name(targets[_link(sheet)]).lower()]
            for sheet in workbook.findall(".//{*}sheet")
        }
        return {name: _facts(book.read(part), part, shared) for name, part in sheets.items()}


def part_name(target: str) -> str:
    """Return the part that a workbook's link leads to."""
    return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


def _part(book: zipfile.ZipFile, name: str | None) -> bytes:
    return book.read(name) if name else b""


def _link(sheet: ET.Element) -> str | None:
    return next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None)


def _computes_on_opening(workbook: ET.Element) -> bool:
    return any(calc.get("fullCalcOnLoad") in _YES for calc in workbook.findall(".//{*}calcPr"))


def _is_struck(font: ET.Element) -> bool:
    return any(one.get("val", "1") not in {"0", "false"} for one in font.iterfind("{*}strike"))


def _struck_styles(xml: bytes) -> frozenset[str]:
    """The numbers of the cell styles whose font is struck out."""
    if b"strike" not in xml:
        return frozenset()
    styles = ET.fromstring(xml)  # noqa: S314 size is checked
    fonts = {
        str(n) for n, font in enumerate(styles.iterfind("{*}fonts/{*}font")) if _is_struck(font)
    }
    formats = enumerate(styles.iterfind("{*}cellXfs/{*}xf"))
    return frozenset(str(number) for number, one in formats if one.get("fontId", "0") in fonts)


def _struck_strings(xml: bytes) -> frozenset[str]:
    """The numbers of the shared texts all of whose runs are struck out."""
    if b"strike" not in xml:
        return frozenset()
    texts = ET.fromstring(xml).iterfind("{*}si")  # noqa: S314 size is checked
    return frozenset(str(number) for number, one in enumerate(texts) if _all_runs_struck(one))


def _all_runs_struck(text: ET.Element) -> bool:
    fonts = [run.find("{*}rPr") for run in text.iterfind("{*}r")]
    return bool(fonts) and all(font is not None and _is_struck(font) for font in fonts)


def _text_of(text: ET.Element) -> str:
    own = [*text.iterfind("{*}t"), *text.iterfind("{*}r/{*}t")]  # not how it is pronounced
    return "".join(one.text or "" for one in own)


def _facts(xml: bytes, part: str, book: _Book) -> Facts:
    start, end = xml.find(b"<sheetData"), xml.rfind(b"</sheetData")
    usual = _USUAL_START.match(xml, 0, max(start, 0))
    signs = [*_SIGNS, *(f' s="{style}"'.encode() for style in book.struck_styles)]
    has_signs = book.struck_strings or any(xml.find(sign, start, end) >= 0 for sign in signs)
    finder = _Finder(book)
    if not usual or has_signs:
        _walk(xml, finder)
    facts = finder.facts
    facts.hidden_columns = _hidden_columns(xml[: max(start, 0)] if usual else xml)
    facts.unseen = partial(_find_unseen, part, book)
    may_be = any(xml.find(sign, start, end) >= 0 for sign in _PIECES)
    if usual and not (may_be and _IN_PIECES.search(xml, max(start, 0), max(end, 0))):
        facts.filled = _count_values(xml, start, end)
    return facts


def _count_values(xml: bytes, start: int, end: int) -> int:
    values = xml.count(b"</v>", start, end) - xml.count(b"<v></v>", start, end)
    if texts := xml.count(b"</is>", start, end):
        texts -= sum(xml.count(sign, start, end) for sign in _EMPTY_TEXTS)
    return values + texts


def _hidden_columns(head: bytes) -> list[tuple[int, int]]:
    found = []
    for column in _COLUMN.findall(head):
        says = {name.decode(): value.decode() for name, value in _ATTRIBUTE.findall(column)}
        if says.get("hidden") in _YES or _is_nothing(says.get("width")):
            found.append((int(says["min"]) - 1, int(says["max"]) - 1))
    return found


def _is_nothing(size: str | None) -> bool:
    return size is not None and not size.strip("0.")


def _walk(xml: bytes, visitor: _Visitor) -> None:
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = visitor.start
    parser.EndElementHandler = visitor.end
    parser.CharacterDataHandler = visitor.text
    parser.StartCdataSectionHandler = visitor.interrupt
    parser.CommentHandler = parser.ProcessingInstructionHandler = visitor.interrupt
    parser.Parse(xml, True)


class _Visitor:
    """Follows rows and cells, with or without their references; the attributes are of a cell."""

    def __init__(self) -> None:
        self.row, self.column = 0, -1
        self.kind: str | None = None  # its `t`
        self.style: str | None = None
        self.formula: list[str] | None = None
        self.value: list[str] = []
        self.in_pieces = False
        self._taking: list[str] | None = None

    def take(self) -> None:
        """A cell is complete."""

    def take_row(self, attributes: dict[str, Any]) -> None:
        """A row begins."""

    def start(self, name: str, attributes: dict[str, Any]) -> None:
        kind = name.rpartition(":")[2]
        if kind == "c":
            if "r" in attributes:
                self._place(attributes["r"])
            else:
                self.column += 1
            self.kind, self.style = attributes.get("t"), attributes.get("s")
            self.formula, self.value, self.in_pieces = None, [], False
        elif kind in {"v", "t"}:
            self._taking = self.value
        elif kind == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), -1
            self.take_row(attributes)
        elif kind == "f":
            self.formula = self._taking = []

    def _place(self, reference: str) -> None:
        letters = reference.rstrip("0123456789")
        self.column = position(letters)
        self.row = int(reference[len(letters) :] or self.row)

    def text(self, data: str) -> None:
        if self._taking is not None:
            self._taking.append(data)

    def interrupt(self, *_: object) -> None:
        self.in_pieces = self.in_pieces or self._taking is self.value

    def end(self, name: str) -> None:
        kind = name.rpartition(":")[2]
        if kind == "c":
            self.take()
        elif kind in {"f", "v", "t"}:
            self._taking = None


class _Finder(_Visitor):
    """Keeps what is odd about rows and cells."""

    def __init__(self, book: _Book) -> None:
        super().__init__()
        self.facts = Facts()
        self._book = book
        self._looks_for_struck = bool(book.struck_styles or book.struck_strings)

    def take_row(self, attributes: dict[str, Any]) -> None:
        if attributes.get("hidden") in _YES or _is_nothing(attributes.get("ht")):
            self.facts.hidden_rows.append(self.row)

    def take(self) -> None:
        if self.kind == "e":
            self.facts.errors.append((self.row, self.column, self._says() or "#ERROR"))
        elif self.formula is not None:
            self._judge(self._says(), "=" + "".join(self.formula))
        if self._looks_for_struck and self._is_struck():
            self.facts.struck_rows.append(self.row)

    def _says(self) -> str:
        return "".join(self.value).strip()

    def _judge(self, result: str, formula: str) -> None:
        if not result and self.kind != "str":  # a formula may well yield an empty text
            self.facts.formulas.append((self.row, self.column, formula))
        elif result == "0" and self.kind in {None, "n"} and self._book.computes_on_opening:
            self.facts.zeros.append((self.row, self.column, formula))

    def _is_struck(self) -> bool:
        value = self._says()
        by_text = self.kind == "s" and value in self._book.struck_strings
        return by_text or (bool(value) and self.style in self._book.struck_styles)


def _find_unseen(part: str, book: _Book, rows: Rows) -> Iterator[Cell]:
    """Cells whose value in the XML is not what the library read, with the value they get."""
    with zipfile.ZipFile(book.path) as file:
        xml = file.read(part)
    comparer = _Comparer(book, rows)
    _walk(xml, comparer)
    return iter(comparer.found)


class _Comparer(_Visitor):
    """Compares each value with what the library read in its place."""

    def __init__(self, book: _Book, rows: Rows) -> None:
        super().__init__()
        self.found: list[Cell] = []
        self._book, self._rows = book, rows

    def take(self) -> None:
        if not self.value or self.kind == "e" or not (written := self._says()):
            return
        row = self._rows[self.row - 1] if self.row <= len(self._rows) else []
        read = row[self.column] if self.column < len(row) else None
        if written == read:
            return
        if read is None or self.in_pieces:
            self.found.append((self.row, self.column, written))
        elif _differ(written, read, self.kind):  # it is there twice
            self.found.append((self.row, self.column, f"{written} / {read}"))

    def _says(self) -> str | None:
        value = "".join(self.value).strip()
        if not value or self.kind is None or self.kind == "n":
            return _number(value)
        if self.kind == "s":
            return visible(self._book.string(value)) if value.isdigit() else value
        if self.kind == "b":
            return "TRUE" if value in _YES else "FALSE"
        return visible(value)


def _number(text: str) -> str:
    try:
        return number_text(float(text))
    except ValueError:
        return text


def _differ(written: str, read: str, kind: str | None) -> bool:
    """Whether two values contradict each other; one may be a date's number or an escaped text."""
    if kind in {None, "n"}:
        return _is_number(read) and _is_number(written) and float(read) != float(written)
    is_text = kind in {"s", "str", "inlineStr"} and "_x" not in written
    return is_text and written.split() != read.split()


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
