"""Where lost bytes and receipts may still be: the inboxes, zips, a backup, the landing."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

from gtrm.core.errors import ArchiveError, GtrmError
from gtrm.intake import landed
from gtrm.intake.archive import content, receipts
from gtrm.intake.formats import containers
from gtrm.intake.sources.configuration import load_configuration

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from gtrm.core.settings import Settings
    from gtrm.intake.archive.receipts import Receipt


def restore_bytes(
    settings: Settings, lost: Mapping[Path, Receipt], inbox: str | None = None
) -> dict[Path, Path]:
    """Restore lost bytes from any file that has them, also from a file in a zip.

    Args:
        settings: The folders; `backup` is searched as well.
        lost: By where they are to be kept.
        inbox: A folder of this run beside the usual ones.

    Returns:
        What was brought back, and from where.
    """
    missing = dict(lost)
    found: dict[Path, Path] = {}
    zips: list[Path] = []
    for path, size in _candidates(settings, lost, inbox):
        if not missing:
            return found
        found |= _take(settings, missing, path, size, path)
        if path.suffix.lower() == containers.SUFFIX:
            zips.append(path)
    for path in zips:
        if not missing:
            break
        with tempfile.TemporaryDirectory() as folder:
            for member in containers.unpack(path, Path(folder)):
                if member.path:
                    size = member.path.stat().st_size
                    found |= _take(settings, missing, member.path, size, path)
    return found


def restore_receipt(settings: Settings, path: Path) -> str | None:
    """Restore a receipt from a backup, or from the landed rows of its file; say from where."""
    known = _from_backup(settings, path) or _from_landing(settings, path)
    if known is None:
        return None
    receipt, where = known
    if path.exists() or path.is_symlink():
        content.set_aside(settings, path)
    receipts.write(path, receipt, settings.archive)
    return where


def _take(
    settings: Settings, missing: dict[Path, Receipt], path: Path, size: int, where: Path
) -> dict[Path, Path]:
    """Keep a file for each lost one that has its bytes; these leave `missing`."""
    if not any(receipt.size_bytes == size for receipt in missing.values()):
        return {}
    found = {}
    with suppress(OSError):  # not readable, or gone: another may hold the bytes
        sha256 = content.hash_of(path)
        for kept in [kept for kept, receipt in missing.items() if receipt.sha256 == sha256]:
            content.keep(settings, path, kept)
            del missing[kept]
            found[kept] = where
    return found


def _candidates(
    settings: Settings, lost: Mapping[Path, Receipt], inbox: str | None
) -> Iterator[tuple[Path, int]]:
    """Files that may hold lost bytes, those of this installation first."""
    for kept in lost:
        if kept.is_symlink() and kept.is_file():  # somebody moved it and left a link
            yield kept.resolve(), kept.stat().st_size
    folders = [content.folder_of(settings), settings.inbox, settings.samples]
    folders += [Path(inbox)] if inbox else []
    folders += _source_folders(settings, {receipt.cycle_month for receipt in lost.values()})
    folders += [settings.backup] if settings.backup else []
    for folder in dict.fromkeys(folders):
        yield from content.files_in(folder)


def _source_folders(settings: Settings, months: Iterable[str]) -> list[Path]:
    with suppress(GtrmError):  # a source that cannot be used is told when it is pulled
        return [
            Path(source.options["path"])
            for month in months
            for source in load_configuration(settings, month).sources
            if source.kind == "folder"
        ]
    return []


def receipts_of_backup(settings: Settings) -> set[str]:
    """Return the submissions that a backup has receipts for."""
    folders = [top / "receipts" for top in _archives_of_backup(settings)]
    return {path.stem for folder in folders for path in folder.glob("*/*.json")}


def _archives_of_backup(settings: Settings) -> list[Path]:
    """Where an archive may be in a copy of the raw folder, of the folder above it, or of itself."""
    top = settings.backup
    return [] if top is None else [top, top / "archive", top / "raw" / "archive"]


def _from_backup(settings: Settings, target: Path) -> tuple[Receipt, str] | None:
    for folder in _archives_of_backup(settings):
        path = folder / target.relative_to(settings.archive)
        with suppress(ArchiveError):
            return receipts.load(path), str(path)
    return None


def _from_landing(settings: Settings, target: Path) -> tuple[Receipt, str] | None:
    month, one = target.parent.name, target.stem
    path = landed.path_of(settings, "submissions", one)
    with suppress(OSError, ValueError):  # not landed, or a damaged file
        [row] = landed.read(settings, "submissions", [one]).to_dict("records")
        if f"{month}-{row['sha256'][:12]}" != one:
            return None
        receipt = receipts.Receipt(
            submission_id=one,
            cycle_month=month,
            source_name=row["source_name"],
            file_name=row["file_name"],
            sha256=row["sha256"],
            size_bytes=int(row["size_bytes"]),
            received_at=row["received_at"].replace(tzinfo=UTC).isoformat(),
            sender_name=row["sender_name"],
            version_number=int(row["version_number"]),
        )
        return receipt, str(path)
    return None
