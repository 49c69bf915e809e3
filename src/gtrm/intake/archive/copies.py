"""Archived files as they stood, for giving them back to the partners who sent them."""

from __future__ import annotations

from contextlib import contextmanager
from itertools import chain
from typing import TYPE_CHECKING

from gtrm.core.errors import ArchiveError, Location, SubmissionError, UnreadableFileError
from gtrm.intake import archive
from gtrm.intake.formats import over_limits
from gtrm.intake.formats.workbook import Sheet, WorkbookReader
from gtrm.intake.layouts import tables
from gtrm.intake.layouts.headers import find_headers
from gtrm.intake.layouts.templates import load_templates
from gtrm.intake.typed_cells import SheetCopy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from gtrm.core.settings import Settings
    from gtrm.intake.layouts.headers import Header
    from gtrm.intake.layouts.templates import Template


@contextmanager
def open_archive(settings: Settings, month: str) -> Iterator[Callable[[str], list[SheetCopy]]]:
    """Give a function that returns the sheets of a submission of a month, by its id.

    It raises UnreadableFileError if the file cannot be read, as landing it would, or is lost.
    """
    templates = load_templates()
    received = {receipt.submission_id: receipt for receipt in archive.receipts(settings, month)}
    with WorkbookReader() as reader:

        def read(submission_id: str) -> list[SheetCopy]:
            receipt = received[submission_id]
            if (known := over_limits.recall(settings, receipt)) is not None:
                raise known
            try:
                path = archive.open_bytes(settings, receipt)
            except ArchiveError as error:  # told already: this costs the partner the copy only
                where = Location(receipt.file_name)
                raise UnreadableFileError(error.what, where, error.fix) from error
            return copy_sheets(reader.read(path, receipt.file_name, typed=True), templates)

        yield read


def copy_sheets(sheets: Sequence[Sheet], templates: Sequence[Template]) -> list[SheetCopy]:
    """Return sheets read with their cells' kinds, and where the 5W headers of each are."""
    depth = max(template.header_depth for template in templates)
    try:
        found = find_headers([_without_kinds(sheet, depth) for sheet in sheets], templates, "")
    except SubmissionError:  # none is a 5W that can be read
        found = []
    headers = {header.sheet: header for header in found}
    copies = []
    for sheet in sheets:
        header = headers.get(sheet.name)
        plain = _without_kinds(sheet, len(sheet.rows)) if header else sheet
        copies.append(_copy(sheet, tables.split(plain, header, templates) if header else []))
    return copies


def _without_kinds(sheet: Sheet, depth: int) -> Sheet:
    top = sheet.rows[:depth]
    shown: dict[str | None, str | None] = {
        cell: cell[1:].strip() or None for cell in set(chain.from_iterable(top)) if cell
    }
    return Sheet(sheet.name, [list(map(shown.get, row)) for row in top])


def _copy(sheet: Sheet, headers: Sequence[Header]) -> SheetCopy:
    merged = tuple(
        (note["row"], note["last"], note["column"])
        for note in sheet.notes
        if note["kind"] == "merged"
    )
    if not headers:
        return SheetCopy(sheet.name, sheet.rows, sheet.hidden, merged=merged)
    first, *below = ((header.row, _columns(header)) for header in headers)
    return SheetCopy(sheet.name, sheet.rows, sheet.hidden, *first, merged, tuple(below))


def _columns(header: Header) -> dict[str, int]:
    columns = dict(header.columns)
    for band, group in header.template.age_bands.items():  # a group is told at its first band
        if band in header.columns:
            columns.setdefault(group, header.columns[band])
    return columns
