"""A writer of small .xlsb workbooks, which neither openpyxl nor LibreOffice can make.

One sheet; a cell is text, a number, an error as `Error(code)`, or None. [MS-XLSB] 2.3 and 2.4.
"""

from __future__ import annotations

import struct
import zipfile
from dataclasses import dataclass
from pathlib import Path

_TYPES = """<?xml version="1.0" encoding="UTF-8"?>
<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">
<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>
<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled.main"/>
<Override PartName="/xl/worksheets/sheet1.bin" ContentType="application/vnd.ms-excel.worksheet"/>
</Types>"""
_LINKS = """<?xml version="1.0" encoding="UTF-8"?>
<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">
<Relationship Id="rId1" Target="{target}"
 Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}"/>
</Relationships>"""


@dataclass(frozen=True)
class Error:
    """An error cell: 7 is #DIV/0!, 42 is #N/A; computed by a formula or typed."""

    code: int
    by_formula: bool = False


def write_xlsb(
    path: Path,
    cells: list[list[object]],
    hidden_rows: tuple[int, ...] = (),
    merged: tuple[tuple[int, int, int], ...] = (),
) -> Path:
    """Write rows of cells; rows are numbered from 1, `merged` is (first row, last row, column)."""
    width = max(map(len, cells))
    body = [_record(129), _record(148, struct.pack("<4I", 0, len(cells) - 1, 0, width - 1))]
    body.append(_record(145))
    for row, values in enumerate(cells):
        flags = 0x10 if row + 1 in hidden_rows else 0
        body.append(_record(0, struct.pack("<IIHBBBI", row, 0, 300, 0, flags, 0, 0)))
        body += [_cell(column, value) for column, value in enumerate(values) if value is not None]
    body.append(_record(146))
    if merged:
        body.append(_record(177, struct.pack("<I", len(merged))))
        body += [
            _record(176, struct.pack("<4I", top - 1, last - 1, column, column))
            for top, last, column in merged
        ]
        body.append(_record(178))
    body.append(_record(130))
    sheet = struct.pack("<II", 0, 1) + _text("rId1") + _text("5W")
    book = [_record(131), _record(143), _record(156, sheet), _record(144), _record(132)]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("[Content_Types].xml", _TYPES)
        links = _LINKS.format(target="xl/workbook.bin", kind="officeDocument")
        package.writestr("_rels/.rels", links)
        links = _LINKS.format(target="worksheets/sheet1.bin", kind="worksheet")
        package.writestr("xl/_rels/workbook.bin.rels", links)
        package.writestr("xl/workbook.bin", b"".join(book))
        package.writestr("xl/worksheets/sheet1.bin", b"".join(body))
    return path


def _cell(column: int, value: object) -> bytes:
    head = struct.pack("<II", column, 0)
    if isinstance(value, Error):
        if value.by_formula:  # its result, options, and the formula: the error itself (token 28)
            formula = struct.pack("<IBBI", 2, 28, value.code, 0)
            return _record(11, head + struct.pack("<BH", value.code, 0) + formula)
        return _record(3, head + struct.pack("<B", value.code))
    if isinstance(value, int | float):
        return _record(5, head + struct.pack("<d", value))
    return _record(6, head + _text(str(value)))


def _text(text: str) -> bytes:
    return struct.pack("<I", len(text)) + text.encode("utf-16-le")


def _record(kind: int, data: bytes = b"") -> bytes:
    number = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    return number + _size(len(data)) + data


def _size(size: int) -> bytes:
    out = b""
    while size > 127:
        out += bytes([size & 0x7F | 0x80])
        size >>= 7
    return out + bytes([size])
