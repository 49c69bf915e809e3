"""The archive: every byte received, kept unchanged by content, with a receipt for each file.

Layout: `raw/archive/content/<first two>/<sha256><suffix>` and
`raw/archive/receipts/<month>/<submission id>.json`. A zip of workbooks is kept too, with a receipt
in `raw/archive/containers/`; each of its members is a submission called `outer.zip/inner.xlsx`.
A file that is not as it was received is restored, or reported (see `custody`).
"""

from __future__ import annotations

import logging
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pandas as pd

from gtrm import config
from gtrm.core import fingerprints
from gtrm.core.cycle import check_month
from gtrm.core.errors import ArchiveError, NothingReceivedError
from gtrm.intake import landed, sources
from gtrm.intake.archive import content, custody
from gtrm.intake.archive import receipts as notes
from gtrm.intake.archive.receipts import Receipt
from gtrm.intake.formats import containers
from gtrm.intake.notices import Notice
from gtrm.intake.sources import memory

if TYPE_CHECKING:
    from collections.abc import Callable

    from gtrm.core.settings import Settings
    from gtrm.intake.archive.custody import Custody
    from gtrm.intake.sources import Pulled

__all__ = [
    "FILES_PER_BATCH",
    "Receipt",
    "content_path",
    "open_bytes",
    "receipt_of",
    "receipts",
    "receive",
]

log = logging.getLogger(__name__)

FILES_PER_BATCH = 25  # a mapped task costs 0.4 s, reading a workbook 4 ms

content_path, open_bytes, receipt_of = custody.path_of, custody.open_bytes, custody.receipt_of


def receive(
    settings: Settings,
    month: str,
    inbox: str | None = None,
    find_connection: Callable[[str], str] | None = None,
) -> list[list[str]]:
    """Pull and archive what was sent for a month; return the submissions to read, in batches.

    To read are the new ones, and those of any month that were read or checked by other code, lists
    or rules than the present. A source that is down is reported and does not stop the others.
    The whole archive is verified, and repaired where possible.

    Args:
        settings: The folders; `config/sources.yml` lists where submissions come from.
        month: 'YYYY-MM', the month the files are received for.
        inbox: A folder of partner files to take instead of the configured sources.
        find_connection: Gives a named connection (URI or JSON) that the environment does not hold,
            such as Airflow's.

    Raises:
        SettingsError: The month is not one, or the folder does not exist.
        NothingReceivedError: No source held a file, now or before.
        ArchiveError: A receipt is lost, or a file that must be read.
    """
    check_month(month)
    config.check(settings)  # a list that is read late stops the run here
    told = custody.secure(settings)
    found = custody.inspect(settings)
    told += custody.mend(settings, found, inbox)
    _take_zips_again(settings, found)
    names = sources.credential_names(settings) if find_connection and not inbox else []
    connections = sources.look_up(names, find_connection) if find_connection else {}
    with sources.pull(settings, month, connections, inbox=inbox) as pulled:
        intake = _Intake(settings, month)
        for number, file in enumerate(pulled.files, start=1):
            origin = _origin(
                month, file.source_name, file.received_at.isoformat(), file.sender or None
            )
            said = intake.take(file.path, containers.shown_name(file.path.name), origin)
            log.info("[%d/%d] %s", number, len(pulled.files), said)
    found = custody.inspect(settings)
    told += _tell_faults(settings, found)
    for text in told:
        log.warning("%s", text)
    memory.save_reports(settings, month, pulled.reports, told)
    if found.damaged:
        raise custody.first_of(found.damaged.values())
    if not pulled.files and not any(one.cycle_month == month for one in found.receipts):
        raise _nothing(month, pulled)
    return _pending(settings, found)


def receipts(settings: Settings, month: str | None = None) -> list[Receipt]:
    """Return every receipt, by month, name and version; of one month if given.

    Raises:
        ArchiveError: One of them is damaged.
    """
    found, damaged = notes.survey(settings, month)
    if damaged:
        raise custody.first_of(damaged.values())
    return found


class _Intake:
    """Takes files into a month's part of the archive: first the bytes, then the receipt."""

    def __init__(self, settings: Settings, month: str) -> None:
        self.settings, self.month = settings, month
        self.known = {one.submission_id: one for one in notes.survey(settings, month)[0]}

    def take(self, path: Path, name: str, origin: Receipt) -> str:
        """Archive one file, and the files in it; return the messages about it."""
        if path.suffix.lower() == containers.SUFFIX:
            return self._take_zip(path, name, origin)
        receipt, done = self._take_file(path, name, origin)
        if done == "archived":
            return f"{name}: archived"
        before = "already received" if receipt.file_name == name else f"same as {receipt.file_name}"
        return f"{name}: {before}, {done}"

    def _take_zip(self, path: Path, name: str, origin: Receipt) -> str:
        receipt = self._receipt(path, name, origin)
        note = notes.path_of(self.settings, self.month, receipt.submission_id, "containers")
        known = self._zip_taken(note)
        if known is not None:
            content.keep(self.settings, path, content_path(self.settings, known))
            return f"{name}: already received, changes nothing"
        with tempfile.TemporaryDirectory() as folder:
            members = containers.unpack(path, Path(folder))
            taken = [
                self._take_file(member.path, f"{name}/{member.name}", origin)[0].submission_id
                for member in members
                if member.path
            ]
        became = taken.copy()
        if len(taken) < len(members):  # a refused member is a refused submission
            became.append(self._take_file(path, name, origin)[0].submission_id)
        content.keep(self.settings, path, content_path(self.settings, receipt))
        receipt = replace(receipt, members=tuple(became))
        notes.write(note, receipt, self.settings.archive)  # last: an interrupted zip is taken again
        return f"{name}: {len(taken)} of {len(members)} files archived"

    def _zip_taken(self, note: Path) -> Receipt | None:
        """The receipt of a zip, if it holds and so does that of each of its members."""
        try:
            known = notes.load(note)
        except ArchiveError:
            if note.exists():
                content.set_aside(self.settings, note)
            return None
        whole = known.members is not None and self.known.keys() >= set(known.members)
        return known if whole else None

    def _take_file(self, path: Path, name: str, origin: Receipt) -> tuple[Receipt, str]:
        receipt = self._receipt(path, name, origin)
        known = self.known.get(receipt.submission_id)
        kept = content_path(self.settings, known or receipt)
        is_new = content.keep(self.settings, path, kept)
        if known is not None:
            return known, "its bytes were brought back" if is_new else "changes nothing"
        note = notes.path_of(self.settings, self.month, receipt.submission_id)
        if note.exists() or note.is_symlink():  # a damaged one: it is not among the known
            content.set_aside(self.settings, note)
        notes.write(note, receipt, self.settings.archive)
        self.known[receipt.submission_id] = receipt
        return receipt, "archived"

    def _receipt(self, path: Path, name: str, origin: Receipt) -> Receipt:
        sha256 = content.hash_of(path)
        earlier = [one for one in self.known.values() if one.file_name == name]
        return replace(
            origin,
            submission_id=f"{self.month}-{sha256[:12]}",
            file_name=name,
            sha256=sha256,
            size_bytes=path.stat().st_size,
            version_number=len(earlier) + 1,
        )


def _origin(month: str, source: str, received_at: str, sender: str | None) -> Receipt:
    """A receipt that only says from whom and when; the rest is known by the file."""
    return Receipt("", month, source, "", "", 0, received_at, sender, 1)


def _take_zips_again(settings: Settings, found: Custody) -> None:
    """Take apart archived zips of which a member's receipt is lost, wherever the zip is now."""
    known = {one.submission_id for one in notes.survey(settings)[0]}
    for book in found.zips:
        path = content_path(settings, book)
        if (book.members is None or not known >= set(book.members)) and not content.fault_of(path):
            origin = _origin(book.cycle_month, book.source_name, book.received_at, book.sender_name)
            said = _Intake(settings, book.cycle_month).take(path, book.file_name, origin)
            log.info("%s", said)


def _tell_faults(settings: Settings, found: Custody) -> list[str]:
    """Land a finding for each landed file whose bytes are lost; return what to say of them all."""
    landed_ids = set(landed.all_submission_ids(settings))
    lost = [
        one
        for one in found.receipts
        if content_path(settings, one) in found.lost and one.submission_id in landed_ids
    ]
    version = fingerprints.of_reading(settings)
    for month in sorted({one.cycle_month for one in found.receipts}):
        rows = [
            {
                "submission_id": one.submission_id,
                "cycle_month": month,
                "file_name": one.file_name,
                **Notice("bytes_lost").as_finding(),
            }
            for one in lost
            if one.cycle_month == month
        ]
        path = landed.archive_path(settings, month)
        if rows or path.is_file():
            landed.write(path, "findings", pd.DataFrame(rows), version)
    return found.faults


def _pending(settings: Settings, found: Custody) -> list[list[str]]:
    version = fingerprints.of_reading(settings)
    pending = [
        one for one in found.receipts if not landed.is_fresh(settings, one.submission_id, version)
    ]
    lost = [found.lost.get(content_path(settings, one)) for one in pending]
    if any(lost):  # their rows would vanish
        raise custody.first_of(error for error in lost if error)
    ids = [one.submission_id for one in pending]
    return [ids[i : i + FILES_PER_BATCH] for i in range(0, len(ids), FILES_PER_BATCH)]


def _nothing(month: str, pulled: Pulled) -> NothingReceivedError:
    tried = [f"{one.source_name}: {one.error or one.status}" for one in pulled.reports]
    tried += [text for one in pulled.reports for text in one.passed_over]
    return NothingReceivedError(
        f"No file was received for {month}.",
        "; ".join(tried),
        "Put the partners' files there, or correct config/sources.yml.",
    )
