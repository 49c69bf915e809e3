"""Writing a large workbook fast: openpyxl makes it, the rows of its sheets are written here.

openpyxl takes 19 s CPU for a million cells; rows of text put between its head and its foot of a
sheet take 1.2 s. Cells come with their kind (see `gtrm.intake.typed_cells`).
"""

from __future__ import annotations

import io
import os
import re
import zipfile
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple
from xml.sax.saxutils import escape

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.styles.stylesheet import write_stylesheet
from openpyxl.utils.datetime import to_excel
from openpyxl.worksheet.page import PageMargins
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.xml.constants import (
    ARC_CONTENT_TYPES,
    ARC_SHARED_STRINGS,
    ARC_STYLE,
    ARC_WORKBOOK_RELS,
    REL_NS,
    SHARED_STRINGS,
    SHEET_MAIN_NS,
)
from openpyxl.xml.functions import tostring

from gtrm.intake.typed_cells import DATE, ERROR, NUMBER, TEXT, YES_NO

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path
    from typing import IO

    from openpyxl.worksheet.worksheet import Worksheet

LINE_HEIGHT, MOST_LINES = 15, 20  # points; Excel's rows are 409 points high at most
TEXT_LIMIT, ROW_LIMIT, COLUMN_LIMIT = 32_767, 1_048_576, 16_384  # Excel's own

_WORD_LOSS = 1.1  # of a line's room, where words do not fit its end
_LINES_AT_ONCE = 500
_ROWS = re.compile(rb"<sheetData\s*/>|<sheetData>.*</sheetData>", re.DOTALL)
_DIMENSION = re.compile(rb"<dimension [^>]*/>")  # of openpyxl's cells, not of ours
_NO_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_FIRST_YEAR = 1900  # Excel has no day before it
# Marks that Excel keeps a text by when it is edited: what would become a formula or a number.
_KEPT = re.compile(r"\s*[=+@-]|\s*[0-9]+([.,][0-9]+)*\s*$")
# A file may hold these only; other programs and languages print errors in their own words.
_ERRORS = {text: text for text in ("#NULL!", "#DIV/0!", "#REF!", "#NAME?", "#NUM!", "#N/A")} | {
    **{"#N/D": "#N/A", "#¡DIV/0!": "#DIV/0!", "#¡REF!": "#REF!", "#¿NOMBRE?": "#NAME?"},
    **{"#¡NUM!": "#NUM!", "#¡NULO!": "#NULL!"},
}
_RETURN = {"\r": "&#13;"}  # or XML makes it a line feed
# openpyxl writes each text into its cell and so does not register the part that holds them all.
_REGISTERS = {
    ARC_CONTENT_TYPES: f'<Override ContentType="{SHARED_STRINGS}"'
    f' PartName="/{ARC_SHARED_STRINGS}"/>',
    ARC_WORKBOOK_RELS: f'<Relationship Id="texts" Type="{REL_NS}/sharedStrings"'
    f' Target="/{ARC_SHARED_STRINGS}"/>',
}
_GREY = Side(style="thin", color="D9D9D9")


class Look(NamedTuple):
    """How a cell looks: colours as RRGGBB."""

    fill: str | None = None
    colour: str = "000000"
    bold: bool = False
    size: int = 11
    wrap: bool = False
    underline: bool = False
    lined: bool = False
    centred: bool = False


class BookWriter:
    """A workbook whose sheets get their rows as XML, each made by `cell` and `row`."""

    def __init__(self) -> None:
        self.book = Workbook()
        self._scratch: Worksheet = self.book.worksheets[0]
        self._bodies: list[tuple[Worksheet, Iterable[str]]] = []
        self._styles: dict[tuple[Look, str, bool], int] = {}
        self._texts: dict[str, int] = {}  # each once, as Excel keeps them

    def add_sheet(self, title: str, rows: Iterable[str]) -> Worksheet:
        """Add a sheet, printed as wide as a page; its openpyxl cells only carry what is no row."""
        sheet: Worksheet = self.book.create_sheet(title)
        sheet.page_margins = PageMargins(left=0.4, right=0.4, top=0.4, bottom=0.4)
        sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
        sheet.sheet_properties.pageSetUpPr = PageSetupProperties(fitToPage=True)
        self._bodies.append((sheet, rows))
        return sheet

    def cell(self, typed: str | None, look: Look) -> str:
        """Return a cell's XML after its reference: a text is never a formula."""
        if typed is None:
            return f' s="{self._style(look)}"/>'
        kind, text = typed[0], typed[1:]
        if kind == NUMBER:
            return f' s="{self._style(look)}"><v>{text}</v></c>'
        if kind == YES_NO:
            return f' s="{self._style(look)}" t="b"><v>{int(text == "TRUE")}</v></c>'
        if kind == ERROR:
            return f' s="{self._style(look)}" t="e"><v>{_ERRORS.get(text, "#VALUE!")}</v></c>'
        if kind == DATE and (moment := datetime.fromisoformat(text)).year >= _FIRST_YEAR:
            form = "yyyy-mm-dd" if len(text) == len("2021-09-01") else "yyyy-mm-dd hh:mm:ss"
            serial = to_excel(moment)  # type: ignore[no-untyped-call]
            return f' s="{self._style(look, form)}"><v>{serial!r}</v></c>'
        style = self._style(look, kept=bool(_KEPT.match(text)))
        number = self._texts.setdefault(text, len(self._texts))
        return f' s="{style}" t="s"><v>{number}</v></c>'

    def text(self, text: str, look: Look) -> str:
        """Return the XML of a text."""
        return self.cell(TEXT + text, look)

    def row(self, number: int, cells: Iterable[tuple[str, str]], lines: int = 1) -> str:
        """Return the XML of a row from column letters and cells, as high as its lines of text."""
        written = "".join(f'<c r="{letter}{number}"{cell}' for letter, cell in cells)
        high = f' ht="{lines * LINE_HEIGHT}" customHeight="1"' if lines > 1 else ""
        return f'<row r="{number}"{high}>{written}</row>'

    def save(self, path: Path) -> None:
        """Write the workbook whole or not at all."""
        self.book.remove(self._scratch)
        shell = io.BytesIO()
        self.book.save(shell)
        bodies = {sheet.path.lstrip("/"): rows for sheet, rows in self._bodies}
        part = path.with_name(f".{os.getpid()}.part")
        with (
            zipfile.ZipFile(shell) as made,
            zipfile.ZipFile(part, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as whole,
        ):
            for item in made.infolist():
                data = made.read(item)
                if item.filename in bodies:
                    _write_sheet(whole, item.filename, data, bodies[item.filename])
                elif item.filename in _REGISTERS:
                    end = data.rindex(b"</")
                    entry = _REGISTERS[item.filename].encode()
                    whole.writestr(item, data[:end] + entry + data[end:])
                elif item.filename != ARC_STYLE:
                    whole.writestr(item, data)
            # Known when all rows are written.
            _write_texts(whole, self._texts)
            whole.writestr(ARC_STYLE, tostring(write_stylesheet(self.book)))
        part.replace(path)

    def _style(self, look: Look, number_format: str = "General", *, kept: bool = False) -> int:
        key = (look, number_format, kept)
        if key not in self._styles:
            cell = self._scratch.cell(1, len(self._styles) + 1)
            cell.font = Font(
                name="Calibri",
                size=look.size,
                bold=look.bold,
                color=look.colour,
                underline="single" if look.underline else None,
            )
            if look.fill:
                cell.fill = PatternFill("solid", start_color=look.fill, end_color=look.fill)
            if look.wrap or look.centred:
                place = "center" if look.centred else None
                cell.alignment = Alignment(horizontal=place, vertical="top", wrap_text=look.wrap)
            if look.lined:
                cell.border = Border(bottom=_GREY)
            cell.number_format, cell.quotePrefix = number_format, kept
            self._styles[key] = cell.style_id
        return self._styles[key]


def count_lines(text: str, width: float) -> int:
    """Return how many lines a text takes in a column of so many characters; MOST_LINES at most."""
    lines = sum(1 + int(len(line) * _WORD_LOSS / width) for line in text.split("\n"))
    return min(lines, MOST_LINES)


def _write_sheet(whole: zipfile.ZipFile, name: str, shell: bytes, rows: Iterable[str]) -> None:
    [place] = _ROWS.finditer(shell)
    with whole.open(name, "w") as out:
        out.write(_DIMENSION.sub(b"", shell[: place.start()]) + b"<sheetData>")
        _write_lines(out, rows)
        out.write(b"</sheetData>" + shell[place.end() :])


def _write_texts(whole: zipfile.ZipFile, texts: Iterable[str]) -> None:
    shown = (escape(_NO_XML.sub(" ", text)[:TEXT_LIMIT], _RETURN) for text in texts)
    with whole.open(ARC_SHARED_STRINGS, "w") as out:
        out.write(f'<sst xmlns="{SHEET_MAIN_NS}">'.encode())
        _write_lines(out, (f'<si><t xml:space="preserve">{text}</t></si>' for text in shown))
        out.write(b"</sst>")


def _write_lines(out: IO[bytes], lines: Iterable[str]) -> None:
    each = iter(lines)
    while some := "".join(islice(each, _LINES_AT_ONCE)):
        out.write(some.encode())
