"""The formats that intake reads, each with the suffixes that its files have."""

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
