"""Landing: archived files become rows of text with file, sheet and Excel row."""

from __future__ import annotations

import gc
import logging
from collections import defaultdict
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

import pandas as pd

from gtrm.config.checking import read_document
from gtrm.config.documents import MatchRules
from gtrm.core import fingerprints
from gtrm.core.errors import SubmissionError
from gtrm.intake import archive, holding, landed, privacy
from gtrm.intake.formats import over_limits
from gtrm.intake.formats.limits import ROW_LIMIT
from gtrm.intake.formats.workbook import Sheet, WorkbookReader, too_large
from gtrm.intake.layouts import tables
from gtrm.intake.layouts.headers import Header, columns_missing, find_headers, find_incomplete
from gtrm.intake.layouts.templates import Template, load_templates
from gtrm.intake.notices import Notice, fold
from gtrm.intake.reconciliation import Reconciliation, reconcile
from gtrm.intake.rows import counted_sheets, outside, read_rows
from gtrm.intake.rows.counted_sheets import ReadSheet
from gtrm.lists import matching
from gtrm.lists.vocabularies import Vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from gtrm.core.settings import Settings
    from gtrm.intake.archive import Receipt
    from gtrm.intake.formats.workbook import Sheet

log = logging.getLogger(__name__)

_TOGETHER = 5_000  # rows of small files that are looked up at once


@dataclass
class Reading:
    """The result of reading one file: rows of the landing, headers, and notices."""

    receipt: Receipt
    rows: list[dict[str, Any]] = field(default_factory=list)
    headers: list[Header] = field(default_factory=list)
    notices: list[tuple[str, Notice]] = field(default_factory=list)  # (sheet, notice)
    organisation: str | None = None  # as written above the table
    refusal: SubmissionError | None = None
    counts: Reconciliation | None = None  # with a second count of the file

    @property
    def status(self) -> str:
        """'refused', 'read' or 'nothing_to_report'."""
        if self.refusal:
            return "refused"
        left_out = any(notice.kind == "outside_table" for _, notice in self.notices)
        return "read" if self.rows or left_out else "nothing_to_report"


@dataclass(frozen=True)
class Lists:
    """What files are read against; loaded once per batch."""

    templates: tuple[Template, ...]
    vocabularies: Vocabularies
    rules: MatchRules

    @classmethod
    def load(cls, settings: Settings) -> Lists:
        """Return the lists of an installation."""
        return cls(
            load_templates(),
            Vocabularies.of_office(settings),
            read_document(settings, MatchRules),
        )


def land_batch(settings: Settings, submission_ids: Sequence[str]) -> int:
    """Read archived submissions into the landing; return how many rows were landed.

    Each submission gets its `activities`, `headers`, `notices`, `columns` and `submissions` file,
    whole or not at all. A file that cannot be read is landed as refused, with the reason, and does
    not stop the others. One large file at a time is in memory, or small ones of _TOGETHER rows.

    Raises:
        ArchiveError: The archive lacks the bytes of one of them.
    """
    lists = Lists.load(settings)
    version = fingerprints.of_reading(settings)
    receipts = [archive.receipt_of(settings, one) for one in dict.fromkeys(submission_ids)]
    landed_rows = 0
    waiting: list[Reading] = []
    with WorkbookReader() as reader:
        try:
            for number, receipt in enumerate(receipts, start=1):
                waiting.append(reading := _read_archived(settings, receipt, reader, lists))
                landed_rows += len(reading.rows)
                result = str(reading.refusal or f"{len(reading.rows)} rows")
                log.info("[%d/%d] %s: %s", number, len(receipts), receipt.file_name, result)
                if sum(len(one.rows) for one in waiting) >= _TOGETHER:
                    _write_all(settings, waiting, lists, version)
                    waiting = []
        finally:  # what was read before an error is landed
            _write_all(settings, waiting, lists, version)
    return landed_rows


def _read_archived(
    settings: Settings, receipt: Receipt, reader: WorkbookReader, lists: Lists
) -> Reading:
    path = archive.open_bytes(settings, receipt)
    if (known := over_limits.recall(settings, receipt)) is not None:
        return Reading(receipt, refusal=known)
    reading = read_file(path, receipt, reader, lists.templates)
    over_limits.remember(settings, receipt, reading.refusal)
    return reading


def read_file(
    path: Path, receipt: Receipt, reader: WorkbookReader, templates: Sequence[Template]
) -> Reading:
    """Return what one file holds; its refusal, if it cannot be used as sent."""
    with _without_collector():
        return _read_file(path, receipt, reader, templates)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Millions of cells in no cycle: the collector would look at each of them time and again."""
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


def _read_file(
    path: Path, receipt: Receipt, reader: WorkbookReader, templates: Sequence[Template]
) -> Reading:
    reading = Reading(receipt)
    try:
        sheets = reader.read(path, receipt.file_name)
        reading.headers = find_headers(sheets, templates, receipt.file_name)
    except SubmissionError as error:
        reading.refusal = error
        return reading
    by_name = {sheet.name: sheet for sheet in sheets}
    incomplete = find_incomplete(sheets, templates, reading.headers)
    reading.headers = [
        table
        for header in reading.headers
        for table in tables.split(by_name[header.sheet], header, templates)
    ]
    passed_over = {header.sheet for header in incomplete}
    reading.notices += outside.find_notices(sheets, reading.headers, passed_over, templates)
    unread = [one for header in incomplete if (one := _read(by_name, header)).found.rows]
    is_one_unread = any(not one.sheet.hidden for one in unread)
    read = [_read(by_name, header) for header in reading.headers]
    _take_sheets(reading, *counted_sheets.choose(read, is_one_unread=is_one_unread))
    if unread and not reading.rows:  # filled sheets: never "nothing to report"
        reading.refusal = columns_missing(receipt.file_name, unread[0].header, sheets)
    for one in unread:
        missing = ", ".join(f"«{name}»" for name in one.header.missing)
        count = len(one.found.rows)
        notice = Notice("incomplete_sheet", value=missing, words=one.weigh(), rows=count)
        reading.notices.append((one.name, notice))
    if len(reading.rows) > ROW_LIMIT:
        return Reading(receipt, refusal=too_large(receipt.file_name))
    if reading.refusal is None:
        _count_again(reading, path, reader)
    return reading


def _read(by_name: dict[str, Sheet], header: Header) -> ReadSheet:
    sheet = by_name[header.sheet]
    return ReadSheet(sheet, header, read_rows(sheet, header))


def _count_again(reading: Reading, path: Path, reader: WorkbookReader) -> None:
    """Compare what was read with a second count of the file, which does not use our reading."""
    printed: dict[str, list[list[str]]] = {}
    for header in reading.headers:
        printed.setdefault(header.sheet, []).append(list(header.printed.values()))
    counted = reader.count(path, printed)
    if isinstance(counted, str):
        reading.notices.append(("", Notice("count_failed", value=counted)))
        return
    reading.counts = reconcile(counted, reading.headers, reading.rows, reading.notices)
    reading.notices += reading.counts.notices


def resolve_rows(
    rows: list[dict[str, Any]], lists: Lists
) -> tuple[pd.DataFrame, list[tuple[str, Notice]]]:
    """Return landing rows of a file with their codes, and notices of guesses and held rows.

    Rows that a finding of the file keeps out carry its id (see `holding`). Personal data in
    the rows are masked: only the archive keeps what the partner typed. Told are (sheet, notice).
    """
    frame, told = _resolve(rows, lists)
    return frame, fold((sheet, notice) for _, sheet, notice in told)


def _resolve(
    rows: list[dict[str, Any]], lists: Lists
) -> tuple[pd.DataFrame, list[tuple[str, str, Notice]]]:
    """As `resolve_rows`, of the rows of several files; told are (submission id, sheet, notice)."""
    frame = pd.DataFrame(rows, columns=landed.SCHEMAS["activities"].names, dtype=object)
    codes, guesses = matching.match_names(frame, lists.vocabularies, lists.rules)
    frame = frame.assign(**{str(name): column for name, column in codes.items()})
    frame["population_measure_code"] = _measures(frame, lists)
    all_held = holding.find_held(frame, lists.vocabularies)
    for held in all_held:
        frame.loc[held.rows.index, holding.HELD_COLUMN] = held.rule_id
    frame = privacy.mask_rows(frame)
    is_checked = holding.is_checked(frame)
    told = [
        (
            str(rows[index]["submission_id"]),
            str(rows[index]["sheet_name"]),
            Notice(
                "guessed" if guess.accepted else "suggested",
                int(rows[index]["source_row"]),
                guess.field,
                None,
                guess.text,
                {"suggestion": guess.name, "score": f"{guess.score:.0f}"},
            ),
        )
        for index, guess in guesses
        if is_checked[index]
    ]
    told += [
        (
            held.submission_id,
            held.sheet_name or "",
            Notice(held.kind, None, held.field_name, None, held.value, dict(held.words)),
        )
        for held in all_held
    ]
    return frame, told


def _measures(frame: pd.DataFrame, lists: Lists) -> list[str | None]:
    """Which measure the populations break down, by the country that was read: "Pérou" is Peru."""
    templates = {template.generation: template for template in lists.templates}
    match = lists.vocabularies.countries.match
    by_code = {
        (generation, match(name)): measure
        for generation, template in templates.items()
        for name, measure in template.measure_by_country.items()
    }
    columns = (frame[n] for n in ("generation_code", "country_code", "population_measure_code"))
    return [
        by_code.get((generation, code), measure)
        for generation, code, measure in zip(*columns, strict=True)
    ]


def notices_frame(reading: Reading, guessed: list[tuple[str, Notice]]) -> pd.DataFrame:
    """Return the notices about a file, in the schema of the findings."""
    told = _notices(reading, guessed)
    return pd.DataFrame(told, columns=landed.SCHEMAS["findings"].names)


def _notices(reading: Reading, guessed: list[tuple[str, Notice]]) -> list[dict[str, Any]]:
    printed = {
        (header.sheet, name): text
        for header in reading.headers
        for name, text in header.printed.items()
    }
    receipt = reading.receipt
    landed_rows = {(row["sheet_name"], row["source_row"]) for row in reading.rows}
    return [
        {
            "submission_id": receipt.submission_id,
            "cycle_month": receipt.cycle_month,
            "file_name": receipt.file_name,
            "sheet_name": sheet or None,  # of several sheets
            **(finding := notice.as_finding()),
            # A row of totals, a header or a note lands nowhere: what is said of it is of the file.
            **({} if (sheet, notice.row) in landed_rows else {"scope": "file"}),
            "column_name": finding["column_name"] or printed.get((sheet, notice.field_name or "")),
        }
        for sheet, notice in [*reading.notices, *guessed]
    ]


def _columns(reading: Reading) -> list[dict[str, Any]]:
    """The columns of figures of a file as counted twice, in the schema of `columns`."""
    receipt, names = reading.receipt, landed.SCHEMAS["columns"].names
    shared = {name: getattr(receipt, name) for name in names if hasattr(receipt, name)}
    lines = reading.counts.lines if reading.counts else []
    return [{**shared, **vars(line)} for line in lines]


def _take_sheets(
    reading: Reading, landing: Sequence[ReadSheet], told: Sequence[tuple[str, Notice]]
) -> None:
    """Add the rows of the sheets that land, and the notices about all sheets."""
    for one in landing:
        _take_sheet(reading, one)
    nothing = [one.name for one in landing if one.found.says_nothing and reading.rows]
    reading.notices += [*told, *((name, Notice("rows_beside_nothing")) for name in nothing)]
    reading.headers = [one.header for one in landing]


def _take_sheet(reading: Reading, read: ReadSheet) -> None:
    sheet, header, found = read.sheet, read.header, read.found
    reading.organisation = reading.organisation or found.organisation
    reading.notices += fold((sheet.name, notice) for notice in found.notices)
    receipt = reading.receipt
    shared = {
        "submission_id": receipt.submission_id,
        "cycle_month": receipt.cycle_month,
        "file_name": receipt.file_name,
        "sheet_name": sheet.name,
        "generation_code": header.template.generation,
    }
    for number, row in found.rows:
        landing_row: dict[str, Any] = row
        measure = header.template.measure_for(row.get("country"))
        landing_row.update(shared, source_row=number, population_measure_code=measure)
        reading.rows.append(landing_row)


def _write_all(settings: Settings, readings: Sequence[Reading], lists: Lists, version: str) -> None:
    """Land files; their names are looked up together, because one row would take as long."""
    rows, told = _resolve([row for one in readings for row in one.rows], lists)
    by_submission: dict[str, list[tuple[str, Notice]]] = defaultdict(list)
    for submission_id, sheet, notice in told:
        by_submission[submission_id].append((sheet, notice))
    table, start = landed.as_table("activities", rows), 0
    for reading in readings:
        end = start + len(reading.rows)
        codes = set(rows["organisation_code"].iloc[start:end].dropna())
        guessed = fold(by_submission[reading.receipt.submission_id])
        tables = {
            "activities": table.slice(start, end - start),
            "headers": _headers(reading),
            "notices": _notices(reading, guessed),
            "submissions": [_submission(reading, codes, lists, version)],
            "columns": _columns(reading),
        }
        for name, content in tables.items():
            path = landed.path_of(settings, name, reading.receipt.submission_id)
            landed.write_table(path, name, content, version)
        start = end


def _headers(reading: Reading) -> list[dict[str, Any]]:
    shared = {"submission_id": reading.receipt.submission_id}
    return [
        shared | {"sheet_name": header.sheet, "field_name": name, "column_name": text}
        for header in reading.headers
        for name, text in header.printed.items()
    ]


def _submission(
    reading: Reading, organisations: set[str], lists: Lists, version: str
) -> dict[str, Any]:
    """The line of a file; `organisations` are the codes in its rows."""
    receipt = reading.receipt
    header = reading.headers[0] if reading.headers else None
    return {
        **{name: getattr(receipt, name, None) for name in landed.SCHEMAS["submissions"].names},
        "received_at": datetime.fromisoformat(receipt.received_at).replace(tzinfo=None),
        "generation_code": header.template.generation if header else None,
        "sheet_name": header.sheet if header else None,
        "status": reading.status,
        "refusal_code": reading.refusal.code if reading.refusal else None,
        "refusal_es": reading.refusal.message_es if reading.refusal else None,
        "refusal_en": str(reading.refusal) if reading.refusal else None,
        "rows_received_count": len(reading.rows),
        "organisation_code": lists.vocabularies.organisations.match(reading.organisation)
        or (organisations.pop() if len(organisations) == 1 else None),
        "reader_version": version,
    }
