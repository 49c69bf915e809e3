"""What an .xls (BIFF5, BIFF8) or .xlsb (BIFF12) holds beside its cells, from its records.

Errors, hidden rows and columns; of an .xls struck-out rows too. Both formats keep a result with
every formula, so an uncomputed formula looks like a zero or an empty text. But in an .xls that no
spreadsheet program has saved (it lacks the summary that each of them writes) none is computed.
"""

from __future__ import annotations

import struct
import zipfile
from typing import TYPE_CHECKING
from xml.etree import ElementTree as ET

import olefile

from gtrm.intake.formats.facts import Facts
from gtrm.intake.formats.sheet_xml import part_name

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ERROR_CODES = {
    **{0: "#NULL!", 7: "#DIV/0!", 15: "#VALUE!", 23: "#REF!", 29: "#NAME?", 36: "#NUM!"},
    **{42: "#N/A", 43: "#GETTING_DATA"},
}

# [MS-XLS] 2.3 and [MS-XLSB] 2.3: record types.
_XLS_BOF, _XLS_EOF, _XLS_SHEET, _XLS_ROW = 0x0809, 0x000A, 0x0085, 0x0208
_XLS_BOOLERR, _XLS_FORMULA, _XLS_FILEPASS = 0x0205, 0x0006, 0x002F
_XLS_FONT, _XLS_FORMAT, _XLS_COLUMNS, _XLS_MULTIPLE = 0x0031, 0x00E0, 0x007D, 0x00BD
# Cells with a value: text, shared text, rich text, number (two kinds), yes or no, formula.
_XLS_CELLS = {0x0204, 0x00FD, 0x00D6, 0x0203, 0x027E, _XLS_BOOLERR, _XLS_FORMULA}
_XLSB_ROW, _XLSB_ERROR, _XLSB_FORMULA_ERROR = 0, 3, 11
_XLSB_SHEET, _XLSB_MERGED, _XLSB_COLUMNS = 156, 176, 60
_NO_RESULT = "=?"  # stands for a formula: an .xls keeps no text of it
_EMPTY_TEXT, _SUMMARY = 3, "\x05SummaryInformation"


def scan_xls(path: Path) -> dict[str, Facts]:
    """Return what is hidden in each sheet of an .xls, by sheet name.

    Raises:
        KeyError: It has no workbook stream.
        struct.error: A record is cut short.
    """
    stream, is_wide, is_saved = _xls_stream(path)
    starts, fonts, formats = {}, [], []
    for kind, data in _xls_records(stream, 0):
        if kind == _XLS_SHEET:
            starts[_xls_name(data, is_wide=is_wide)] = struct.unpack_from("<I", data)[0]
        elif kind == _XLS_FONT:
            fonts.append(bool(data[2] & 0x08))
        elif kind == _XLS_FORMAT:
            formats.append(struct.unpack_from("<H", data)[0])
    fonts.insert(4, False)  # there is no font of this number
    struck = {number for number, font in enumerate(formats) if any(fonts[font : font + 1])}
    return {
        sheet: _xls_facts(stream, start, struck, is_saved=is_saved)
        for sheet, start in starts.items()
    }


def has_password(path: Path) -> bool:
    """Whether an .xls asks for a password before it can be read."""
    return any(kind == _XLS_FILEPASS for kind, _ in _xls_records(_xls_stream(path)[0], 0))


def scan_xlsb(path: Path) -> dict[str, Facts]:
    """Return what is hidden in each sheet of an .xlsb, by sheet name.

    Raises:
        KeyError: A sheet's part is missing.
        struct.error: A record is cut short.
    """
    with zipfile.ZipFile(path) as book:
        links = ET.fromstring(book.read("xl/_rels/workbook.bin.rels"))  # noqa: S314 size is checked
        targets = {link.get("Id"): link.get("Target", "") for link in links}
        found = {}
        for kind, data in _xlsb_records(book.read("xl/workbook.bin")):
            if kind == _XLSB_SHEET:
                link, name = _xlsb_texts(data[8:])
                found[name] = _xlsb_facts(book.read(part_name(targets[link])))
        return found


def _xls_stream(path: Path) -> tuple[bytes, bool, bool]:
    """The workbook's records, whether they are of BIFF8, whether a spreadsheet program saved it."""
    with olefile.OleFileIO(str(path)) as book:
        name = next((one for one in ("Workbook", "Book") if book.exists(one)), None)
        if name is None:
            raise KeyError("Workbook")
        return book.openstream(name).read(), name == "Workbook", book.exists(_SUMMARY)


def _xls_records(stream: bytes, position: int) -> Iterator[tuple[int, bytes]]:
    """The records of one substream, without those of charts inside it."""
    depth = 0
    while position + 4 <= len(stream):
        kind, size = struct.unpack_from("<HH", stream, position)
        depth += (kind == _XLS_BOF) - (kind == _XLS_EOF)
        if depth == 0:
            return
        if depth == 1:
            yield kind, stream[position + 4 : position + 4 + size]
        position += 4 + size


def _xls_name(data: bytes, *, is_wide: bool) -> str:
    length = data[6]
    if not is_wide:  # BIFF5
        return data[7 : 7 + length].decode("cp1252", "replace")
    if data[7] & 1:
        return data[8 : 8 + 2 * length].decode("utf-16-le", "replace")
    return data[8 : 8 + length].decode("latin-1")


def _xls_facts(stream: bytes, start: int, struck: set[int], *, is_saved: bool) -> Facts:
    facts = Facts()
    for kind, data in _xls_records(stream, start):
        if kind in _XLS_CELLS:
            row, column, style = struct.unpack_from("<3H", data)
            if style in struck:
                facts.struck_rows.append(row + 1)
            _xls_judge(facts, (row + 1, column), kind, data, is_saved=is_saved)
        elif kind == _XLS_MULTIPLE:
            row = struct.unpack_from("<H", data)[0] + 1
            styles = {struct.unpack_from("<H", data, at)[0] for at in range(4, len(data) - 2, 6)}
            if styles & struck:
                facts.struck_rows.append(row)
        elif kind == _XLS_ROW and (data[12] & 0x20 or not any(data[6:8])):
            facts.hidden_rows.append(struct.unpack_from("<H", data)[0] + 1)
        elif kind == _XLS_COLUMNS and data[8] & 0x01:
            facts.hidden_columns.append(struct.unpack_from("<2H", data))
    return facts


def _xls_judge(
    facts: Facts, here: tuple[int, int], kind: int, data: bytes, *, is_saved: bool
) -> None:
    """Take down a cell that holds an error, or a formula that nothing has computed."""
    if kind == _XLS_BOOLERR and data[7]:
        facts.errors.append((*here, ERROR_CODES.get(data[6], "#ERROR")))
    elif kind == _XLS_FORMULA:
        result, is_number = data[6:14], data[12:14] != b"\xff\xff"
        if not is_number and result[0] == 2:
            facts.errors.append((*here, ERROR_CODES.get(result[2], "#ERROR")))
        elif not is_saved and (not any(result) if is_number else result[0] == _EMPTY_TEXT):
            facts.formulas.append((*here, _NO_RESULT))


def _xlsb_records(data: bytes) -> Iterator[tuple[int, bytes]]:
    position = 0
    while position < len(data):
        kind, position = _number(data, position, most=2)
        size, position = _number(data, position, most=4)
        yield kind, data[position : position + size]
        position += size


def _number(data: bytes, position: int, most: int) -> tuple[int, int]:
    """A number of seven bits a byte, as long as the eighth says that another follows."""
    value = 0
    for shift in range(most):
        byte = data[position + shift]
        value |= (byte & 0x7F) << (7 * shift)
        if not byte & 0x80:
            break
    return value, position + shift + 1


def _xlsb_texts(data: bytes) -> tuple[str, str]:
    texts, position = [], 0
    for _ in range(2):
        (length,) = struct.unpack_from("<I", data, position)
        end = position + 4 + 2 * length
        texts.append(data[position + 4 : end].decode("utf-16-le", "replace"))
        position = end
    return texts[0], texts[1]


def _xlsb_facts(data: bytes) -> Facts:
    facts = Facts()
    row = 0
    for kind, record in _xlsb_records(data):
        if kind == _XLSB_ROW:
            row = struct.unpack_from("<I", record)[0] + 1
            if record[11] & 0x10 or not any(record[8:10]):
                facts.hidden_rows.append(row)
        elif kind in {_XLSB_ERROR, _XLSB_FORMULA_ERROR}:
            (column,) = struct.unpack_from("<I", record)
            facts.errors.append((row, column, ERROR_CODES.get(record[8], "#ERROR")))
        elif kind == _XLSB_MERGED:
            first, last, left, right = struct.unpack_from("<4I", record)
            facts.merged.append((first + 1, last + 1, left, right))
        elif kind == _XLSB_COLUMNS and record[16] & 0x01:
            facts.hidden_columns.append(struct.unpack_from("<2I", record))
    return facts
