"""Errors, uncomputed formulas and hidden rows of an .xlsx or .xlsm, from its XML.

A byte search tells whether a sheet has any; most have none, and then it costs next to nothing.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree as ET
from xml.parsers import expat

from gtrm.intake.facts import Facts

if TYPE_CHECKING:
    from pathlib import Path

# An error, a formula, a hidden row, or an attribute in single quotes that may be any of them.
_SIGNS = (b't="e"', b"<f", b'hidden="1"', b'hidden="true"', b"='")
# A sheet in another encoding or with prefixes is always gone through.
_USUAL_START = re.compile(rb"[\x00-\x7f]*<worksheet[^'>]*>")


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
        unsure = _computes_on_opening(workbook)
        return {
            str(sheet.get("name")): _facts(
                book.read(parts[part_name(targets[_link(sheet)]).lower()]), unsure
            )
            for sheet in workbook.findall(".//{*}sheet")
        }


def part_name(target: str) -> str:
    """Return the part that a workbook's link leads to."""
    return posixpath.normpath(posixpath.join("/xl", target)).lstrip("/")


def _link(sheet: ET.Element) -> str | None:
    return next((value for key, value in sheet.attrib.items() if key.endswith("}id")), None)


def _computes_on_opening(workbook: ET.Element) -> bool:
    return any(
        calc.get("fullCalcOnLoad") in {"1", "true"} for calc in workbook.findall(".//{*}calcPr")
    )


def _facts(xml: bytes, unsure: bool) -> Facts:
    start, end = xml.find(b"<sheetData"), xml.rfind(b"</sheetData")
    usual = _USUAL_START.match(xml, 0, max(start, 0))
    if usual and all(xml.find(sign, start, end) < 0 for sign in _SIGNS):
        return Facts()
    finder = _Finder()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartElementHandler = finder.start
    parser.EndElementHandler = finder.end
    parser.CharacterDataHandler = finder.text
    parser.Parse(xml, True)
    # A program that cannot compute writes 0 into every formula and asks Excel to compute.
    if unsure and not finder.computed:
        finder.facts.formulas += finder.zeros
        finder.facts.formulas.sort()
    return finder.facts


class _Finder:
    """Follows rows and cells, with or without their references, and keeps what is odd."""

    def __init__(self) -> None:
        self.facts = Facts()
        self.zeros: list[tuple[int, int, str]] = []
        self.computed = False
        self._row, self._column = 0, -1
        self._type: str | None = None
        self._formula: list[str] | None = None
        self._value: list[str] = []
        self._taking: list[str] | None = None

    def start(self, name: str, attributes: dict[str, Any]) -> None:
        kind = name.rpartition(":")[2]
        if kind == "c":
            self._column = _position(attributes["r"]) if "r" in attributes else self._column + 1
            self._type = attributes.get("t")
            self._formula, self._value = None, []
        elif kind == "row":
            self._row, self._column = int(attributes.get("r", self._row + 1)), -1
            if attributes.get("hidden") in {"1", "true"}:
                self.facts.hidden_rows.append(self._row)
        elif kind == "f":
            self._formula = self._taking = []
        elif kind == "v":
            self._taking = self._value

    def text(self, data: str) -> None:
        if self._taking is not None:
            self._taking.append(data)

    def end(self, name: str) -> None:
        kind = name.rpartition(":")[2]
        if kind in {"f", "v"}:
            self._taking = None
        elif kind == "c" and (self._type == "e" or self._formula is not None):
            self._judge("".join(self._value).strip())

    def _judge(self, value: str) -> None:
        here = (self._row, self._column)
        if self._type == "e":
            self.facts.errors.append((*here, value or "#ERROR"))
            return
        formula = "=" + "".join(self._formula or [])
        if not value and self._type != "str":  # a formula may well yield an empty text
            self.facts.formulas.append((*here, formula))
        elif value == "0" and self._type in {None, "n"}:
            self.zeros.append((*here, formula))
        else:
            self.computed = True


def _position(reference: str) -> int:
    column = 0
    for letter in reference.rstrip("0123456789").replace("$", "").upper():
        column = column * 26 + ord(letter) - 64
    return column - 1
