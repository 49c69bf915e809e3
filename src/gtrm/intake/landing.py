"""Landing: archived files become rows of text with file, sheet and Excel row."""

from __future__ import annotations

import json
import logging
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

import pandas as pd

from gtrm import landed
from gtrm.errors import SubmissionError
from gtrm.intake import archive
from gtrm.intake.templates import Header, Template, find_headers, load_templates
from gtrm.intake.workbook import Sheet, WorkbookReader
from gtrm.normal import normalise
from gtrm.vocabularies import Vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from gtrm.intake.archive import Receipt
    from gtrm.settings import Settings

log = logging.getLogger(__name__)


@dataclass
class _Reading:
    """What came out of one archived file."""

    receipt: Receipt
    rows: list[dict[str, object]] = field(default_factory=list)
    headers: list[Header] = field(default_factory=list)
    organisation: str | None = None  # as written above the table
    refusal: SubmissionError | None = None

    @property
    def status(self) -> str:
        if self.refusal:
            return "refused"
        return "read" if self.rows else "nothing_to_report"


def land_batch(settings: Settings, submission_ids: Sequence[str]) -> int:
    """Read archived submissions into the landing; return how many rows were landed.

    Each submission gets its `activities`, `headers` and `submissions` file, whole or not at all. A
    file that cannot be read is landed as refused, with the reason, and does not stop the others.
    """
    templates = load_templates()
    vocabularies = Vocabularies.load(settings.seeds)
    version = landed.code_version(settings)
    wanted = set(submission_ids)
    receipts = [r for r in archive.receipts(settings) if r.submission_id in wanted]
    readings = []
    with WorkbookReader() as reader:
        for number, receipt in enumerate(receipts, start=1):
            reading = _read(settings, receipt, reader, templates)
            readings.append(reading)
            result = str(reading.refusal or f"{len(reading.rows)} rows")
            log.info("[%d/%d] %s: %s", number, len(receipts), receipt.file_name, result)
    rows = pd.DataFrame(
        [row for reading in readings for row in reading.rows],
        columns=[*landed.SCHEMAS["activities"].names],
        dtype=object,
    )
    codes = vocabularies.resolve(rows)
    rows = rows.assign(**{str(name): column for name, column in codes.items()})
    by_submission = {str(one): own for one, own in rows.groupby("submission_id")}
    for reading in readings:
        own = by_submission.get(reading.receipt.submission_id, rows.iloc[:0])
        _write(settings, reading, own, vocabularies, version)
    return len(rows)


def _read(
    settings: Settings, receipt: Receipt, reader: WorkbookReader, templates: Sequence[Template]
) -> _Reading:
    try:
        rows, headers, organisation = _rows_of_file(settings, receipt, reader, templates)
    except SubmissionError as error:
        return _Reading(receipt, refusal=error)
    return _Reading(receipt, rows, headers, organisation)


def _rows_of_file(
    settings: Settings, receipt: Receipt, reader: WorkbookReader, templates: Sequence[Template]
) -> tuple[list[dict[str, object]], list[Header], str | None]:
    sheets = reader.read(archive.content_path(settings, receipt), receipt.file_name)
    headers = find_headers(sheets, templates, receipt.file_name)
    by_name = {sheet.name: sheet for sheet in sheets}
    rows = [
        _reported_row(receipt, header, number, cells)
        for header in headers
        for number, cells in _filled_rows(by_name[header.sheet], header)
    ]
    organisation = next(
        (name for header in headers if (name := _labelled_cell(by_name[header.sheet], header))),
        None,
    )
    return rows, headers, organisation


def _filled_rows(sheet: Sheet, header: Header) -> Iterator[tuple[int, list[str | None]]]:
    """The rows below the header that hold anything, with Excel's row number."""
    for number, cells in enumerate(sheet.rows[header.row :], start=header.row + 1):
        filled = [text for text in cells if text]
        says_nothing = (
            len(filled) == 1 and normalise(filled[0]) in header.template.nothing_to_report
        )
        if filled and not says_nothing:
            yield number, cells


def _reported_row(
    receipt: Receipt, header: Header, number: int, cells: list[str | None]
) -> dict[str, object]:
    reported: dict[str, str | None] = dict(header.template.defaults)
    for name, position in header.columns.items():
        reported[name] = cells[position] if position < len(cells) else None
    others = {
        title or f"column {position + 1}": cells[position]
        for position, title in header.unmapped.items()
        if position < len(cells) and cells[position]
    }
    beyond = max([*header.columns.values(), *header.unmapped], default=-1) + 1
    others |= {f"column {i + 1}": text for i, text in enumerate(cells[beyond:], beyond) if text}
    return {
        **reported,
        "submission_id": receipt.submission_id,
        "cycle_month": receipt.cycle_month,
        "file_name": receipt.file_name,
        "sheet_name": header.sheet,
        "source_row": number,
        "generation_code": header.template.generation,
        "population_measure_code": header.template.measure_for(reported.get("country")),
        "other_cells": json.dumps(others, ensure_ascii=False) if others else None,
    }


def _labelled_cell(sheet: Sheet, header: Header) -> str | None:
    """The organisation named above the table, in the cell after its label."""
    for cells in sheet.rows[: header.row - 1]:
        for position, text in enumerate(cells):
            if text and normalise(text) in header.template.organisation_labels:
                return next((after for after in cells[position + 1 :] if after), None)
    return None


def _write(
    settings: Settings,
    reading: _Reading,
    rows: pd.DataFrame,
    vocabularies: Vocabularies,
    version: str,
) -> None:
    receipt, one = reading.receipt, reading.receipt.submission_id
    organisations = set(rows["organisation_code"].dropna())
    header = reading.headers[0] if reading.headers else None
    printed = [
        (one, found.sheet, name, text)
        for found in reading.headers
        for name, text in found.printed.items()
    ]
    submission = {
        **{name: getattr(receipt, name, None) for name in landed.SCHEMAS["submissions"].names},
        "received_at": datetime.fromisoformat(receipt.received_at).replace(tzinfo=None),
        "generation_code": header.template.generation if header else None,
        "sheet_name": header.sheet if header else None,
        "status": reading.status,
        "refusal_code": reading.refusal.code if reading.refusal else None,
        "refusal_es": reading.refusal.message_es if reading.refusal else None,
        "refusal_en": str(reading.refusal) if reading.refusal else None,
        "rows_received_count": len(rows),
        "organisation_code": vocabularies.organisations.match(reading.organisation)
        or (organisations.pop() if len(organisations) == 1 else None),
        "reader_version": version,
    }
    frames = {
        "activities": rows,
        "headers": pd.DataFrame(printed, columns=landed.SCHEMAS["headers"].names),
        "submissions": pd.DataFrame([submission]),
    }
    for table, frame in frames.items():
        landed.write(landed.path_of(settings, table, one), table, frame, version)
