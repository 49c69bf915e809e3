"""A small .xls (BIFF8 in a compound file) as a program writes it that computes nothing."""

from __future__ import annotations

import struct
from dataclasses import dataclass
from pathlib import Path

_SECTOR = 512
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_NONE = 0xFFFFFFFF
EMPTY_TEXT = b"\x03\0\0\0\0\0\xff\xff"
PLAIN, STRUCK = 15, 16  # numbers of cell formats


@dataclass(frozen=True)
class Formula:
    """A formula (its tokens are those of =1) with the eight bytes of its saved result."""

    result: bytes = EMPTY_TEXT


@dataclass(frozen=True)
class Struck:
    """A text whose font is struck out."""

    text: str


def write_xls(
    path: Path,
    rows: list[list[object]],
    *,
    hidden_columns: tuple[tuple[int, int], ...] = (),
    flat_rows: tuple[int, ...] = (),
    merged: tuple[tuple[int, int, int, int], ...] = (),
    is_saved: bool = False,
) -> Path:
    """Write rows to one sheet; `is_saved` adds the summary that spreadsheet programs write.

    Columns and merged ranges (rows, then columns) count from 0, flat rows from 1 as Excel does.
    """
    globals_ = [
        _record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 6)),
        *[_font(struck=number == 4) for number in range(5)],
        *[_format(5 if number == STRUCK else 0) for number in range(STRUCK + 1)],
    ]
    sheet = [_record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 6))]
    for first, last in hidden_columns:
        sheet.append(_record(0x007D, struct.pack("<6H", first, last, 2560, PLAIN, 1, 0)))
    for number, row in enumerate(rows):
        height = 0 if number + 1 in flat_rows else 255
        sheet.append(_record(0x0208, struct.pack("<5HHHH", number, 0, 1, height, 0, 0, 0x100, 15)))
        sheet += [_cell(number, at, value) for at, value in enumerate(row) if value is not None]
    if merged:
        ranges = b"".join(struct.pack("<4H", *one) for one in merged)
        sheet.append(_record(0x00E5, struct.pack("<H", len(merged)) + ranges))
    end = _record(0x000A, b"")
    name = struct.pack("<BB", 2, 0) + b"5W"
    start = sum(map(len, globals_)) + 4 + 6 + len(name) + len(end)
    globals_.append(_record(0x0085, struct.pack("<IH", start, 0) + name))
    stream = b"".join([*globals_, end, *sheet, end])
    streams = {"Workbook": stream, **({"\x05SummaryInformation": b"\0" * 48} if is_saved else {})}
    path.write_bytes(_compound(streams))
    return path


def _record(kind: int, data: bytes) -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def _font(*, struck: bool) -> bytes:
    # The font of number 5 is the fifth: there is none of number 4.
    head = struct.pack("<HHHHHBBBB", 200, 8 if struck else 0, 0x7FFF, 400, 0, 0, 0, 0, 0)
    return _record(0x0031, head + b"\x05\0Arial")


def _format(font: int) -> bytes:
    return _record(0x00E0, struct.pack("<HH", font, 0) + b"\0" * 16)


def _cell(row: int, column: int, value: object) -> bytes:
    style = STRUCK if isinstance(value, Struck) else PLAIN
    here = struct.pack("<3H", row, column, style)
    if isinstance(value, Formula):
        tokens = b"\x1e\x01\x00"
        return _record(0x0006, here + value.result + struct.pack("<HIH", 0, 0, 3) + tokens)
    if isinstance(value, int | float):
        return _record(0x0203, here + struct.pack("<d", value))
    text = value.text if isinstance(value, Struck) else str(value)
    return _record(0x0204, here + struct.pack("<HB", len(text), 1) + text.encode("utf-16-le"))


def _compound(streams: dict[str, bytes]) -> bytes:
    """The streams in a compound file [MS-CFB], each in sectors of its own."""
    sectors: list[bytes] = []
    fat: list[int] = []
    entries = [_entry("Root Entry", 5, _END, 0, child=1)]
    for number, (name, data) in enumerate(streams.items(), start=1):
        padded = data.ljust(max(4096, -(-len(data) // _SECTOR) * _SECTOR), b"\0")
        chunks = [padded[at : at + _SECTOR] for at in range(0, len(padded), _SECTOR)]
        first = len(fat)
        fat += [*range(first + 1, first + len(chunks)), _END]
        sectors += chunks
        right = number + 1 if number < len(streams) else _NONE
        entries.append(_entry(name, 2, first, len(padded), right=right))
    directory = len(fat)
    fat.append(_END)
    sectors.append(b"".join(entries).ljust(_SECTOR, b"\0"))
    tables = -(-(len(fat) + 8) // 128)
    places = list(range(len(fat), len(fat) + tables))
    fat += [_FAT] * tables
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(tables * _SECTOR, b"\xff")
    sectors += [table[at : at + _SECTOR] for at in range(0, len(table), _SECTOR)]
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    header += struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<9I", 0, tables, directory, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", *[*places, *[_FREE] * 109][:109])
    return header + b"".join(sectors)


def _entry(
    name: str, kind: int, start: int, size: int, *, child: int = _NONE, right: int = _NONE
) -> bytes:
    raw = name.encode("utf-16-le")
    head = raw.ljust(64, b"\0") + struct.pack("<HBB", len(raw) + 2, kind, 1)
    links = struct.pack("<3I", _NONE, right, child)
    return head + links + b"\0" * 36 + struct.pack("<IQ", start, size)
