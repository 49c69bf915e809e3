"""Opening a partner's file, whatever its format: sheets as rows of text.

`workbook` asks, `reader` answers in a process of its own with `limits`, `framing` carries between
them. What the library does not read is looked for by format: `sheet_xml`, `sheet_binary` and
`sheet_ods` find `facts`; `delimited` reads texts, `containers` takes zips apart. Here: the known
suffixes.
"""

from __future__ import annotations

SUFFIXES = {
    "xlsx": frozenset((".xlsx", ".xlsm", ".xltx", ".xltm")),
    "xlsb": frozenset((".xlsb",)),
    "xls": frozenset((".xls", ".xlt")),
    "ods": frozenset((".ods", ".ots")),
    "text": frozenset((".csv", ".tsv", ".txt", ".tab")),
}
NAMES = {
    "xlsx": "Excel (.xlsx)",
    "xlsb": "Excel (.xlsb)",
    "xls": "Excel 97-2003 (.xls)",
    "ods": "OpenDocument (.ods)",
    "text": "CSV (.csv)",
}
