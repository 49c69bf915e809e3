"""The parts of a workbook's package beside its sheets (ECMA-376), and its deterministic zip."""

from __future__ import annotations

import zipfile
from typing import TYPE_CHECKING, Final
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path
    from typing import IO

HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_SHEET_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_MOMENT = (1980, 1, 1, 0, 0, 0)  # the same in every file: same content, same bytes
_LEVEL = 1  # of zlib: half the time of 3, a quarter of 6

# Font, fill, number format and wrapping of the styles in `cells`, in the same order.
_STYLES = [
    (0, 0, 0, False),  # PLAIN
    (1, 2, 0, True),  # HEAD
    (0, 0, 164, False),  # DAY
    (0, 0, 165, False),  # TIME
    (0, 0, 4, False),  # MONEY: #,##0.00
    (0, 0, 3, False),  # COUNT: #,##0
    (0, 0, 166, False),  # SHARE
    (0, 0, 0, True),  # WRAPPED
    (2, 0, 0, False),  # TITLE
    (3, 0, 0, False),  # HIDDEN
    (0, 0, 167, False),  # TRUTH
]
_FONTS = (
    '<font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><color rgb="FFFFFFFF"/><name val="Calibri"/></font>'
    '<font><b/><sz val="15"/><color rgb="FF0B5C96"/><name val="Calibri"/></font>'
    '<font><i/><sz val="11"/><color rgb="FF6B6B6B"/><name val="Calibri"/></font>'
)
_FILLS = (
    '<fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill>'
    '<fill><patternFill patternType="solid"><fgColor rgb="FF0B5C96"/></patternFill></fill>'
)
_FORMATS = (
    '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/>'
    '<numFmt numFmtId="165" formatCode="yyyy\\-mm\\-dd\\ hh:mm"/>'
    '<numFmt numFmtId="166" formatCode="0.0%"/>'
    '<numFmt numFmtId="167" formatCode="&quot;TRUE&quot;;&quot;TRUE&quot;;&quot;FALSE&quot;"/>'
)


class Package:
    """A workbook being written: sheets first, the parts that name them at the end."""

    def __init__(self, path: Path) -> None:
        self._zip = zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=_LEVEL)
        self._sheets: list[tuple[str, str]] = []

    def open_sheet(self, name: str, filtered: str = "") -> IO[bytes]:
        """Return where the next sheet's XML goes; `filtered` is the range of its filter."""
        self._sheets.append((name, filtered))
        return self._open(f"xl/worksheets/sheet{len(self._sheets)}.xml")

    def close(self, texts: Iterator[bytes]) -> None:
        """Write the shared texts (XML) and the parts that name the sheets; finish the file."""
        with self._open("xl/sharedStrings.xml") as file:
            file.write(f'{HEAD}<sst xmlns="{MAIN}">'.encode())
            file.writelines(texts)
            file.write(b"</sst>")
        self._write("[Content_Types].xml", _content_types(len(self._sheets)))
        self._write("_rels/.rels", _relationships([("officeDocument", "xl/workbook.xml")]))
        self._write("xl/workbook.xml", _workbook(self._sheets))
        sheets = [
            ("worksheet", f"worksheets/sheet{n}.xml") for n in range(1, len(self._sheets) + 1)
        ]
        links = _relationships(
            [*sheets, ("styles", "styles.xml"), ("sharedStrings", "sharedStrings.xml")]
        )
        self._write("xl/_rels/workbook.xml.rels", links)
        self._write("xl/styles.xml", _styles())
        self._zip.close()

    def _open(self, name: str) -> IO[bytes]:
        entry = zipfile.ZipInfo(name, _MOMENT)
        entry.compress_type = zipfile.ZIP_DEFLATED
        entry.external_attr = 0o644 << 16
        return self._zip.open(entry, "w", force_zip64=True)

    def _write(self, name: str, xml: str) -> None:
        with self._open(name) as file:
            file.write((HEAD + xml).encode())


def _content_types(sheets: int) -> str:
    parts = {"/xl/workbook.xml": "sheet.main", "/xl/styles.xml": "styles"}
    parts["/xl/sharedStrings.xml"] = "sharedStrings"
    parts |= {f"/xl/worksheets/sheet{n}.xml": "worksheet" for n in range(1, sheets + 1)}
    overrides = "".join(
        f'<Override PartName="{part}" ContentType="{_SHEET_TYPE}.{kind}+xml"/>'
        for part, kind in parts.items()
    )
    return (
        f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels"'
        ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{overrides}</Types>'
    )


def _relationships(targets: Sequence[tuple[str, str]]) -> str:
    """Return links rId1, rId2 ... to parts, each given by its kind and place."""
    entries = "".join(
        f'<Relationship Id="rId{n}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, start=1)
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{entries}</Relationships>'


def _workbook(sheets: Sequence[tuple[str, str]]) -> str:
    listed = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>'
        for n, (name, _) in enumerate(sheets, start=1)
    )
    filters = "".join(
        f'<definedName name="_xlnm._FilterDatabase" localSheetId="{n}" hidden="1">'
        f"{escape(reference(name, filtered))}</definedName>"
        for n, (name, filtered) in enumerate(sheets)
        if filtered
    )
    return (
        f'<workbook xmlns="{MAIN}" xmlns:r="{_OFFICE}"><sheets>{listed}</sheets>'
        f"<definedNames>{filters}</definedNames></workbook>"
    )


def reference(sheet: str, cells: str) -> str:
    """Return a reference into a sheet, such as 'Por mesa'!$A$1:$D$9."""
    absolute = ":".join("$" + "$".join(_split(cell)) for cell in cells.split(":"))
    return "'" + sheet.replace("'", "''") + "'!" + absolute


def _split(cell: str) -> tuple[str, str]:
    column = cell.rstrip("0123456789")
    return column, cell[len(column) :]


def _styles() -> str:
    formats = "".join(
        f'<xf numFmtId="{form}" fontId="{font}" fillId="{fill}" borderId="0" xfId="0"'
        ' applyNumberFormat="1" applyFont="1" applyFill="1" applyAlignment="1">'
        f'<alignment vertical="{"top" if wrap else "bottom"}" wrapText="{int(wrap)}"/></xf>'
        for font, fill, form, wrap in _STYLES
    )
    empty = '<xf numFmtId="0" fontId="0" fillId="0" borderId="0"/>'
    border = "<border><left/><right/><top/><bottom/><diagonal/></border>"
    return (
        f'<styleSheet xmlns="{MAIN}"><numFmts count="4">{_FORMATS}</numFmts>'
        f'<fonts count="4">{_FONTS}</fonts><fills count="3">{_FILLS}</fills>'
        f'<borders count="1">{border}</borders><cellStyleXfs count="1">{empty}</cellStyleXfs>'
        f'<cellXfs count="{len(_STYLES)}">{formats}</cellXfs>'
        '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles>'
        "</styleSheet>"
    )
