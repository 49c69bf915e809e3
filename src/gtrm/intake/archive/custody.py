"""Whether the archive holds what was received: checked in every run, and repaired where possible.

Bytes are compared with their SHA-256, receipts with their own names and with the landing. A fault
here is ours: no message about it blames a partner.
"""

from __future__ import annotations

import logging
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gtrm.core import durable
from gtrm.core.errors import ArchiveError, SettingsError
from gtrm.intake import landed
from gtrm.intake.archive import content, receipts, restoring

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from gtrm.core.settings import Settings
    from gtrm.intake.archive.receipts import Receipt

log = logging.getLogger(__name__)


@dataclass
class Custody:
    """The content of an archive, and what in it is not as it was received."""

    receipts: list[Receipt]
    zips: list[Receipt]
    damaged: dict[Path, ArchiveError]  # receipts that are no use, or not there
    damaged_zips: dict[Path, ArchiveError]  # those of zips; the members have receipts of their own
    lost: dict[Path, ArchiveError]  # bytes, by where they should be
    orphans: list[Path]  # bytes that no receipt names

    @property
    def faults(self) -> list[str]:
        """Every fault, with where and what to do."""
        return [
            *map(str, self.damaged.values()),
            *map(str, self.damaged_zips.values()),
            *map(str, self.lost.values()),
            *map(_orphan_text, self.orphans),
        ]


def path_of(settings: Settings, receipt: Receipt) -> Path:
    """Return where the bytes of a receipt are kept; they may not be there (see `open_bytes`)."""
    return content.path_of(settings, receipt.sha256, receipt.file_name)


def inspect(settings: Settings) -> Custody:
    """Read and verify the whole archive; nothing is changed."""
    found, damaged = receipts.survey(settings)
    zips, damaged_zips = receipts.survey(settings, kind="containers")
    known = {receipt.submission_id for receipt in found}
    expected = restoring.receipts_of_backup(settings)
    expected.update(one for book in zips for one in book.members or ())
    expected -= {path.stem for path in _forgotten(settings).glob("*.json")}
    expected.update(landed.all_submission_ids(settings))
    for one in sorted(expected - known):
        path = receipts.path_of(settings, one[:7], one)
        if path not in damaged:
            damaged[path] = receipts.damage(path, "it is not there")
    lost, named = {}, set()
    for receipt in [*found, *zips]:
        named.add(path := path_of(settings, receipt))
        if path not in lost and (fault := content.fault_of(path)) is not None:
            lost[path] = _lost_error(settings, receipt, path, fault)
    orphans = [path for path in _kept_paths(settings) if path not in named]
    return Custody(found, zips, damaged, damaged_zips, lost, orphans)


def mend(settings: Settings, found: Custody, inbox: str | None = None) -> list[str]:
    """Restore what is lost from any place that has it, and set aside what should not be there.

    Returns:
        What was done, one text each; what could not be done is found by the next `inspect`.
    """
    told = []
    for path in [*found.damaged, *found.damaged_zips]:
        where = restoring.restore_receipt(settings, path)
        if where is not None:
            told.append(f"{path.name}: receipt brought back from {where}")
    if told:  # which may name bytes that are lost as well
        found = inspect(settings)
    by_path = {path_of(settings, one): one for one in [*found.receipts, *found.zips]}
    lost = {path: by_path[path] for path in found.lost}
    return told + _bring_back(settings, lost, inbox)


def open_bytes(settings: Settings, receipt: Receipt, inbox: str | None = None) -> Path:
    """Return the file of a receipt, just verified; it is restored first if needed.

    Raises:
        ArchiveError: Its bytes are not found: which file, which hash, where to put it.
    """
    path = path_of(settings, receipt)
    fault = content.fault_of(path)
    if fault is None:
        return path
    for text in _bring_back(settings, {path: receipt}, inbox):
        log.warning("%s", text)
    if content.fault_of(path) is None:
        return path
    raise _lost_error(settings, receipt, path, fault)


def receipt_of(settings: Settings, submission_id: str) -> Receipt:
    """Return the receipt of a submission; it is restored first if needed.

    Raises:
        ArchiveError: There is no receipt, or it is damaged.
    """
    path = receipts.path_of(settings, submission_id[:7], submission_id)
    try:
        return receipts.load(path)
    except ArchiveError:
        where = restoring.restore_receipt(settings, path)
        if where is None:
            raise
        log.warning("%s: receipt brought back from %s", path.name, where)
        return receipts.load(path)


def secure(settings: Settings) -> list[str]:
    """Close the folders of what partners sent to others, and tidy them up; say what was done."""
    told = []
    for top in (settings.archive, settings.landing):
        closed, removed, still_open = durable.tidy(top, content.folder_of(settings))
        if closed:
            told.append(f"{top}: {closed} files and folders had other rights, now set right")
        if removed:
            told.append(f"{top}: {removed} unfinished files of a run that was killed removed")
        if still_open:
            told.append(
                f"{still_open[0]}: the rights of {len(still_open)} files cannot be set; others may "
                "read them. `chown` them to the user of the cycle."
            )
    # What is in these keeps its own rights: people share the inbox, a pull may be going on, and
    # feedback (copies of what partners sent, unmasked) is written by whoever checks.
    copies = sorted(settings.reports.glob("*/feedback"))
    for folder in filter(Path.is_dir, [settings.inbox, settings.raw / "incoming", *copies]):
        if durable.is_open_to_others(folder):
            done = "now closed" if durable.close_to_others(folder) else "`chmod o-rwx` it"
            told.append(f"{folder}: everybody on this machine could read it: {done}")
    return told


def forget(settings: Settings, submission_id: str) -> list[Path]:
    """Remove a submission that is lost and cannot be restored; return what was moved and removed.

    Its receipt goes to `forgotten/`, its landing is removed: the next run counts without it.

    Raises:
        SettingsError: There is no such submission, or its bytes are not lost.
    """
    path, of_zip = (
        receipts.path_of(settings, submission_id[:7], submission_id, kind)
        for kind in ("receipts", "containers")
    )
    path = path if path.exists() or not of_zip.exists() else of_zip
    with suppress(ArchiveError):  # damaged, or not there: nothing speaks for keeping it
        kept = path_of(settings, receipts.load(path))
        if content.fault_of(kept) is None:
            raise SettingsError(
                "The archive holds this file as it was received.",
                str(kept),
                "Only a submission whose bytes are lost for good can be taken out.",
            )
    files = sorted(settings.landing.glob(f"*/{submission_id[:7]}/{submission_id}.parquet"))
    if not (files or path.exists()):
        raise SettingsError(
            f"There is no submission {submission_id!r}.", str(path), "See `gtrm archive verify`."
        )
    note = _forgotten(settings) / path.name
    durable.make_folder(note.parent, settings.archive)
    if path.exists():
        path.replace(note)
    else:
        note.touch()
    durable.sync_folder(note.parent)
    for file in files:
        file.unlink()
    return [note, *files]


def first_of(errors: Iterable[ArchiveError]) -> ArchiveError:
    """Return one error for several: the first, and how many more there are."""
    first, *others = errors
    if not others:
        return first
    return ArchiveError(
        f"{first.what} The same holds for {len(others)} more.",
        str(first.where),
        f"{first.fix} `gtrm archive verify` lists them all.",
    )


def _bring_back(settings: Settings, lost: Mapping[Path, Receipt], inbox: str | None) -> list[str]:
    told = [
        f"{lost[path].file_name}: {path.name} brought back from {where}"
        for path, where in restoring.restore_bytes(settings, lost, inbox).items()
    ]
    for path in lost:
        if content.fault_of(path) not in {None, content.MISSING, content.UNREADABLE}:
            aside = content.set_aside(settings, path)
            told.append(f"{path.name}: what stood there was not what was received; it is {aside}")
    return told


def _forgotten(settings: Settings) -> Path:
    return receipts.folder_of(settings, "forgotten")


def _kept_paths(settings: Settings) -> list[Path]:
    folder = content.folder_of(settings)
    found = [*folder.glob("*/*"), *(path for path in folder.glob("*") if not path.is_dir())]
    return sorted(path for path in found if not path.name.startswith("."))


def _lost_error(settings: Settings, receipt: Receipt, path: Path, fault: str) -> ArchiveError:
    inbox = settings.inbox / receipt.cycle_month
    return ArchiveError(
        f"Our archive does not hold “{receipt.file_name}” of {receipt.cycle_month} as it was "
        f"received ({fault}). The partner's file is not at fault.",
        str(path),
        f"Put the file whose SHA-256 is {receipt.sha256} into {inbox} under any name, or name a "
        "copy of the raw folder in GTRM_BACKUP, and run again. If it is lost for good: "
        f"`gtrm archive forget {receipt.submission_id}`.",
    )


def _orphan_text(path: Path) -> str:
    return (
        f"Bytes in our archive that no receipt names. [{path}] Put a copy of the file into the "
        "inbox of its month, or take it out of the archive if nobody sent it."
    )
