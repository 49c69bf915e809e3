"""Writing .xlsx: rows come as XML text, and each different text and look is made once.

For a million cells that takes half a second of CPU, openpyxl takes ten. A sheet's rows are written
while they are made, so that a large one is never whole in memory. The same content gives the same
bytes. No cell made here is a formula (the form: ECMA-376, part 1).
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from functools import cache
from itertools import chain, islice
from typing import TYPE_CHECKING, Final, NamedTuple, Self
from xml.sax.saxutils import quoteattr

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence
    from pathlib import Path
    from typing import IO

TEXT_LIMIT, ROW_LIMIT, COLUMN_LIMIT = 32_767, 1_048_576, 16_384  # Excel's own
GENERAL = "General"

_LINE_HEIGHT, _MOST_LINES = 15, 20  # points; Excel's rows are 409 points high at most
_WORD_LOSS = 1.1  # of a line's room, where words do not fit its end
_LEVEL = 1  # of zlib: a third of the time of 6, for files a third larger
_MOMENT = (1980, 1, 1, 0, 0, 0)  # the same in every file: same content, same bytes
_LINES_AT_ONCE = 500
_FILE_MODE = 0o644 << 16

_XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPE = "application/vnd.openxmlformats-officedocument"
_PARTS = {
    **{"xl/workbook.xml": "sheet.main", "xl/styles.xml": "styles"},
    **{"xl/sharedStrings.xml": "sharedStrings"},
}

# XML 1.0 allows no other control characters; a blank in their place keeps words apart.
_CONTROL = bytes.maketrans(bytes(n for n in range(32) if n not in b"\t\n\r"), b" " * 29)
_NOT_CHARACTERS = (b"\xef\xbf\xbe", b"\xef\xbf\xbf")  # U+FFFE, U+FFFF
_LOOKS_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")  # Excel reads _x000D_ as a character
# Marks that Excel keeps a text by when it is edited: what would become a formula or a number.
_KEPT = re.compile(r"\s*[=+@-]|\s*[0-9]+([.,][0-9]+)*\s*$")

_BUILT_IN = {GENERAL: 0, "#,##0": 3, "#,##0.00": 4}  # Excel's own number formats
_FIRST_FORMAT = 164  # numbers of the others


class Look(NamedTuple):
    """How a cell looks: colours as RRGGBB, `form` is a number format."""

    fill: str | None = None
    colour: str | None = None
    bold: bool = False
    size: int = 11
    wrap: bool = False
    underline: bool = False
    lined: bool = False
    centred: bool = False
    italic: bool = False
    form: str = GENERAL
    kept: bool = False  # a text stays one when it is edited


HEAD = Look(fill="0B5C96", colour="FFFFFF", bold=True, wrap=True)


class Comment(NamedTuple):
    """What a cell says when it is pointed at: row and column from 0."""

    row: int
    column: int
    text: str


@dataclass
class Sheet:
    """A worksheet: its rows and what is not in them. It is printed as wide as a page."""

    title: str
    rows: Iterable[str]
    widths: dict[int, int] = field(default_factory=dict)  # column from 0 -> characters
    head: int = 0  # rows down to this one stay in view and are printed on each page
    filtered: str = ""  # such as A9:J11
    merged: Sequence[str] = ()
    links: Sequence[tuple[str, str, str]] = ()  # cell, title of a sheet, cell there
    comments: Sequence[Comment] = ()
    hidden: bool = False
    grid: bool = True


class Book:
    """A workbook being written, sheet after sheet; the parts that name them come at the end.

    Args:
        target: A path, or a file that can be sought in.
        known: How many texts are numbered already, from 0; those of `text` come after them.
        known_texts: Called at the end, gives them.
    """

    def __init__(
        self,
        target: Path | IO[bytes],
        known: int = 0,
        known_texts: Callable[[], Iterable[str]] = tuple,
    ) -> None:
        self._zip = zipfile.ZipFile(target, "w")
        self._sheets: list[Sheet] = []
        self._commented: list[int] = []  # numbers of the sheets with comments
        self._styles = _Styles()
        self._texts: dict[str, int] = {}
        self._known, self._known_texts = known, known_texts

    def __enter__(self) -> Self:
        """Nothing is written before the first sheet."""
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Writes what names the sheets; after an error the file is left as it is."""
        if kind is None:
            self._finish()
        self._zip.close()

    def style(self, look: Look) -> int:
        """Return the number of a look."""
        return self._styles[look]

    def text(self, text: str, look: Look) -> str:
        """Return a cell's XML after its reference."""
        style = self._styles[look._replace(kept=True) if _KEPT.match(text) else look]
        number = self._texts.setdefault(text, self._known + len(self._texts))
        return f' s="{style}" t="s"><v>{number}</v></c>'

    def value(self, value: object, look: Look, kind: str = "n") -> str:
        """Return a cell's XML after its reference.

        Args:
            value: As XML holds it.
            look: How it looks.
            kind: Of ECMA-376: "n" a number, "b" 0 or 1, "e" an error, "s" a known text's number,
                "str" a text as it is.
        """
        told = "" if kind == "n" else f' t="{kind}"'
        return f' s="{self._styles[look]}"{told}><v>{value}</v></c>'

    def blank(self, look: Look) -> str:
        """Return an empty cell's XML after its reference."""
        return f' s="{self._styles[look]}"/>'

    def add(self, sheet: Sheet) -> None:
        """Write a sheet."""
        self._sheets.append(sheet)
        number = len(self._sheets)
        commented = f'<legacyDrawing xmlns:r="{_OFFICE}" r:id="rId2"/>' if sheet.comments else ""
        with self._open(f"xl/worksheets/sheet{number}.xml") as file:
            file.write(_before_rows(sheet).encode())
            for some in _joined(sheet.rows):
                file.write(some.encode())
            file.write(f"</sheetData>{_after_rows(sheet)}{commented}</worksheet>".encode())
        if sheet.comments:
            self._commented.append(number)
            links = [("comments", f"../comments{number}.xml")]
            links.append(("vmlDrawing", f"../drawings/vmlDrawing{number}.vml"))
            self._write(f"xl/worksheets/_rels/sheet{number}.xml.rels", [_relationships(links)])
            self._write(f"xl/comments{number}.xml", _comments(sheet.comments))
            self._write(f"xl/drawings/vmlDrawing{number}.vml", _drawings(sheet.comments, number))

    def _finish(self) -> None:
        texts = chain(self._known_texts(), self._texts)
        shared = (f'<si><t xml:space="preserve">{_text(text)}</t></si>' for text in texts)
        head, end = f'{_XML}<sst xmlns="{_MAIN}">', "</sst>"
        self._write("xl/sharedStrings.xml", chain([head], shared, [end]))
        numbers = range(1, len(self._sheets) + 1)
        sheets = [("worksheet", f"worksheets/sheet{number}.xml") for number in numbers]
        own = [("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")]
        self._write("[Content_Types].xml", [_content_types(len(numbers), self._commented)])
        self._write("_rels/.rels", [_relationships([("officeDocument", "xl/workbook.xml")])])
        self._write("xl/workbook.xml", [_workbook(self._sheets)])
        self._write("xl/_rels/workbook.xml.rels", [_relationships([*sheets, *own])])
        self._write("xl/styles.xml", [self._styles.xml()])

    def _open(self, name: str) -> IO[bytes]:
        entry = zipfile.ZipInfo(name, _MOMENT)
        entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, _FILE_MODE
        # An entry does not take the level of its archive.
        entry._compresslevel = _LEVEL  # type: ignore[attr-defined]
        return self._zip.open(entry, "w", force_zip64=True)

    def _write(self, name: str, lines: Iterable[str]) -> None:
        with self._open(name) as file:
            for some in _joined(lines):
                file.write(_clean(some))


class _Styles(dict[Look, int]):
    """The number of each look, given when it is first asked for."""

    def __init__(self) -> None:
        super().__init__({Look(): 0})  # of a cell that says none

    def __missing__(self, look: Look) -> int:
        number = self[look] = len(self)
        return number

    def xml(self) -> str:
        """Return the part that describes all of them."""
        fonts, fills, borders, formats = _Different(), _Different(), _Different(), _Different()
        for fill in ('<patternFill patternType="none"/>', '<patternFill patternType="gray125"/>'):
            fills.number(fill)  # Excel takes the first two for these, whatever they say
        cells = "".join(
            f'<xf numFmtId="{_format_number(look.form, formats)}"'
            f' fontId="{fonts.number(_font(look))}" fillId="{fills.number(_fill(look))}"'
            f' borderId="{borders.number(_border(look))}" xfId="0" quotePrefix="{look.kept:d}"'
            ' applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1"'
            f' applyAlignment="1">{_alignment(look)}</xf>'
            for look in self
        )
        plain = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
        forms = [
            f'<numFmt numFmtId="{number}" formatCode={quoteattr(form)}/>'
            for form, number in formats.items()
        ]
        return (
            f'{_XML}<styleSheet xmlns="{_MAIN}">{_counted("numFmts", forms) if forms else ""}'
            f"{_counted('fonts', [f'<font>{one}</font>' for one in fonts])}"
            f"{_counted('fills', [f'<fill>{one}</fill>' for one in fills])}"
            f"{_counted('borders', [f'<border>{one}</border>' for one in borders])}"
            f"{_counted('cellStyleXfs', [plain])}"
            f'<cellXfs count="{len(self)}">{cells}</cellXfs>'
            '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
            "</styleSheet>"
        )


class _Different(dict[str, int]):
    """Different pieces of XML with their numbers."""

    def number(self, xml: str, first: int = 0) -> int:
        return self.setdefault(xml, first + len(self))


def _counted(name: str, entries: Sequence[str]) -> str:
    return f'<{name} count="{len(entries)}">{"".join(entries)}</{name}>'


def _format_number(form: str, formats: _Different) -> int:
    built_in = _BUILT_IN.get(form)
    return formats.number(form, _FIRST_FORMAT) if built_in is None else built_in


def _font(look: Look) -> str:
    colour = f'<color rgb="FF{look.colour}"/>' if look.colour else ""
    marks = "<b/>" * look.bold + "<i/>" * look.italic + "<u/>" * look.underline
    return f'{marks}<sz val="{look.size}"/>{colour}<name val="Calibri"/>'


def _fill(look: Look) -> str:
    if look.fill is None:
        return '<patternFill patternType="none"/>'
    return f'<patternFill patternType="solid"><fgColor rgb="FF{look.fill}"/></patternFill>'


def _border(look: Look) -> str:
    line = '<bottom style="thin"><color rgb="FFD9D9D9"/></bottom>' if look.lined else "<bottom/>"
    return f"<left/><right/><top/>{line}<diagonal/>"


def _alignment(look: Look) -> str:
    across = ' horizontal="center"' if look.centred else ""
    down = "top" if look.wrap or look.centred else "bottom"
    return f'<alignment{across} vertical="{down}" wrapText="{look.wrap:d}"/>'


def row(number: int, cells: Iterable[tuple[str, str]], lines: int = 1) -> str:
    """Return the XML of a row from column letters and cells, as high as its lines of text."""
    written = "".join([f'<c r="{letter}{number}"{cell}' for letter, cell in cells])
    return f'<row r="{number}"{height(lines)}>{written}</row>'


def height(lines: int) -> str:
    """Return a row's attributes for its lines of text: not every program sees to them."""
    return f' ht="{lines * _LINE_HEIGHT}" customHeight="1"' if lines > 1 else ""


def count_lines(text: str, width: float) -> int:
    """Return how many lines a text takes in a column of so many characters; _MOST_LINES at most."""
    if len(text) * _WORD_LOSS < width and "\n" not in text:
        return 1
    lines = sum(1 + int(len(line) * _WORD_LOSS / width) for line in text.split("\n"))
    return min(lines, _MOST_LINES)


@cache
def letters(position: int) -> str:
    """Return a column's letters: 0 is A, 26 is AA."""
    rest, letter = divmod(position, 26)
    return (letters(rest - 1) if rest else "") + chr(65 + letter)


def _place(title: str, cell: str) -> str:
    """A cell of a sheet as links and names have it, such as 'Por mesa'!A1."""
    return "'" + title.replace("'", "''") + "'!" + cell


def _before_rows(sheet: Sheet) -> str:
    first = sheet.head + 1
    pane = (
        f'<pane ySplit="{sheet.head}" topLeftCell="A{first}" activePane="bottomLeft"'
        ' state="frozen"/><selection pane="bottomLeft"/>'
        if sheet.head
        else ""
    )
    columns = "".join(
        f'<col min="{at + 1}" max="{at + 1}" width="{width}" customWidth="1"/>'
        for at, width in sorted(sheet.widths.items())
    )
    return (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetPr><pageSetUpPr fitToPage="1"/></sheetPr>'
        f'<sheetViews><sheetView showGridLines="{sheet.grid:d}" workbookViewId="0">{pane}'
        f"</sheetView></sheetViews>{f'<cols>{columns}</cols>' if columns else ''}<sheetData>"
    )


def _after_rows(sheet: Sheet) -> str:
    filtered = f'<autoFilter ref="{sheet.filtered}"/>' if sheet.filtered else ""
    merged = [f'<mergeCell ref="{cells}"/>' for cells in sheet.merged]
    places = {title: _text(_place(title, "")) for title in {title for _, title, _ in sheet.links}}
    links = "".join(
        [f'<hyperlink ref="{c}" location="{places[title]}{to}"/>' for c, title, to in sheet.links]
    )
    return (
        f"{filtered}{_counted('mergeCells', merged) if merged else ''}"
        f"{f'<hyperlinks>{links}</hyperlinks>' if links else ''}"
        '<pageMargins left="0.4" right="0.4" top="0.4" bottom="0.4" header="0.3" footer="0.3"/>'
        '<pageSetup orientation="landscape" fitToHeight="0"/>'
    )


def _comments(comments: Sequence[Comment]) -> Iterator[str]:
    yield f'{_XML}<comments xmlns="{_MAIN}"><authors><author>GTRM</author></authors><commentList>'
    texts = {
        text: f' authorId="0"><text><t xml:space="preserve">{_text(text)}</t></text></comment>'
        for text in {comment.text for comment in comments}
    }
    for at_row, column, text in comments:
        yield f'<comment ref="{letters(column)}{at_row + 1}"{texts[text]}'
    yield "</commentList></comments>"


def _drawings(comments: Sequence[Comment], number: int) -> Iterator[str]:
    """The boxes that comments are shown in, as Excel has drawn them since 1997."""
    yield (
        '<xml xmlns:v="urn:schemas-microsoft-com:vml"'
        ' xmlns:o="urn:schemas-microsoft-com:office:office"'
        ' xmlns:x="urn:schemas-microsoft-com:office:excel"><o:shapelayout v:ext="edit">'
        f'<o:idmap v:ext="edit" data="{number}"/></o:shapelayout><v:shapetype id="_x0000_t202"'
        ' coordsize="21600,21600" o:spt="202" path="m,l,21600r21600,l21600,xe">'
        '<v:stroke joinstyle="miter"/><v:path gradientshapeok="t" o:connecttype="rect"/>'
        "</v:shapetype>"
    )
    heights = {text: _height(text) for text in {comment.text for comment in comments}}
    for shape, (at_row, column, text) in enumerate(comments, start=1024 * number + 1):
        yield (
            f'<v:shape id="_x0000_s{shape}" type="#_x0000_t202" style="position:absolute;'
            f"margin-left:59.25pt;margin-top:1.5pt;width:360px;height:{heights[text]}px;"
            'z-index:1;visibility:hidden" fillcolor="#ffffe1" o:insetmode="auto">'
            '<v:fill color2="#ffffe1"/><v:shadow color="black" obscured="t"/>'
            '<v:path o:connecttype="none"/><v:textbox style="mso-direction-alt:auto">'
            '<div style="text-align:left"/></v:textbox><x:ClientData ObjectType="Note">'
            "<x:MoveWithCells/><x:SizeWithCells/><x:AutoFill>False</x:AutoFill>"
            f"<x:Row>{at_row}</x:Row><x:Column>{column}</x:Column></x:ClientData></v:shape>"
        )
    yield "</xml>"


def _height(text: str) -> int:
    """How many pixels a comment of 360 pixels' width needs; the rest is scrolled to."""
    return min(24 + 18 * sum(1 + len(line) // 48 for line in text.split("\n")), 480)


def _content_types(sheets: int, commented: Sequence[int]) -> str:
    kinds = {
        **_PARTS,
        **{f"xl/worksheets/sheet{n}.xml": "worksheet" for n in range(1, sheets + 1)},
        **{f"xl/comments{n}.xml": "comments" for n in commented},
    }
    parts = "".join(
        f'<Override PartName="/{part}" ContentType="{_TYPE}.spreadsheetml.{kind}+xml"/>'
        for part, kind in kinds.items()
    )
    return (
        f'{_XML}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="vml" ContentType="{_TYPE}.vmlDrawing"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{parts}</Types>'
    )


def _relationships(targets: Sequence[tuple[str, str]]) -> str:
    """Return links rId1, rId2 ... to parts, each given by its kind and place."""
    entries = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    return f'{_XML}<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'


def _workbook(sheets: Sequence[Sheet]) -> str:
    listed = "".join(
        f'<sheet name={quoteattr(sheet.title)} sheetId="{n}"'
        f'{" state=" + quoteattr("hidden") if sheet.hidden else ""} r:id="rId{n}"/>'
        for n, sheet in enumerate(sheets, start=1)
    )
    names = "".join(_names(number, sheet) for number, sheet in enumerate(sheets))
    return (
        f'{_XML}<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><bookViews><workbookView/>'
        f"</bookViews><sheets>{listed}</sheets>"
        f"{f'<definedNames>{names}</definedNames>' if names else ''}</workbook>"
    )


def _names(number: int, sheet: Sheet) -> str:
    """The names that Excel gives to what is filtered and to what is printed on each page."""
    out = ""
    if sheet.filtered:
        cells = _text(_place(sheet.title, re.sub(r"([A-Z]+)(\d+)", r"$\1$\2", sheet.filtered)))
        own = f'name="_xlnm._FilterDatabase" localSheetId="{number}" hidden="1"'
        out += f"<definedName {own}>{cells}</definedName>"
    if sheet.head:
        cells = _text(_place(sheet.title, f"${sheet.head}:${sheet.head}"))
        own = f'name="_xlnm.Print_Titles" localSheetId="{number}"'
        out += f"<definedName {own}>{cells}</definedName>"
    return out


def _text(text: str) -> str:
    """A text inside an element or double quotes, no longer than Excel takes it."""
    xml = text[:TEXT_LIMIT].replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return _LOOKS_ESCAPED.sub("_x005F_", xml) if "_x" in xml else xml


def _clean(xml: str) -> bytes:
    """XML as UTF-8 without the characters that it must not have."""
    try:
        data = xml.encode()
    except UnicodeEncodeError:  # half a character
        data = xml.encode(errors="replace")
    for character in _NOT_CHARACTERS:
        data = data.replace(character, b" ")
    # A carriage return as such would be read as a line feed.
    return data.translate(_CONTROL).replace(b"\r", b"&#13;")


def _joined(lines: Iterable[str]) -> Iterator[str]:
    each = iter(lines)
    while some := "".join(islice(each, _LINES_AT_ONCE)):
        yield some
