"""The archive: every byte received, kept unchanged by content, with a receipt for each file.

Layout: `raw/archive/content/<first two>/<sha256><suffix>` and
`raw/archive/receipts/<month>/<submission id>.json`.
"""

from __future__ import annotations

import csv
import hashlib
import json
import logging
import os
import shutil
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gtrm import landed
from gtrm.cycle import check_month, utc_now
from gtrm.errors import NothingReceivedError, SettingsError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gtrm.settings import Settings

log = logging.getLogger(__name__)

FILES_PER_BATCH = 25  # a mapped task costs 0.4 s, reading a workbook 4 ms
RECEIVED_LIST = "received.csv"  # optional, in an inbox: file_name, received_at (UTC), sender


@dataclass(frozen=True)
class Receipt:
    """One file received for a month. The same bytes for the same month are one receipt."""

    submission_id: str  # <month>-<first 12 of sha256>
    cycle_month: str
    source_name: str
    file_name: str
    sha256: str
    size_bytes: int
    received_at: str  # UTC, ISO
    sender_name: str | None
    version_number: int  # 1 for the first file of this name in this month, 2 for the next ...


def receive(settings: Settings, month: str, inbox: str | None = None) -> list[list[str]]:
    """Archive what the inbox of a month holds; return the submissions to read, in batches.

    To read are the new ones, and those of any month that were read or checked by other code, lists
    or rules than the present.

    Args:
        settings: The folders.
        month: 'YYYY-MM', the month the files are received for.
        inbox: A folder of partner files; by default `raw/inbox/<month>`, else the committed
            sample of that month.

    Raises:
        SettingsError: The month is not one, or the folder does not exist.
        NothingReceivedError: The folder holds no file.
    """
    folder = find_inbox(settings, check_month(month), inbox)
    files = sorted(_submitted_files(folder), key=lambda path: path.name)
    if not files:
        raise NothingReceivedError(
            f"No file was received for {month}.", str(folder), "Put the partners' workbooks there."
        )
    known = _read_received_list(folder)
    for number, path in enumerate(files, start=1):
        receipt, is_new = _archive_file(settings, month, path, known.get(path.name))
        same_name = receipt.file_name == path.name
        before = "already received" if same_name else f"same bytes as {receipt.file_name}"
        text = "archived" if is_new else f"{before}, changes nothing"
        log.info("[%d/%d] %s: %s", number, len(files), path.name, text)
    version = landed.code_version(settings)
    pending = [
        receipt.submission_id
        for receipt in receipts(settings)
        if not landed.is_fresh(settings, receipt.submission_id, version)
    ]
    return [pending[i : i + FILES_PER_BATCH] for i in range(0, len(pending), FILES_PER_BATCH)]


def find_inbox(settings: Settings, month: str, inbox: str | None = None) -> Path:
    """Return the folder the month's files are taken from (see `receive`)."""
    if inbox:
        folder = Path(inbox).expanduser()
        folder = folder if folder.is_absolute() else settings.home / folder
        if not folder.is_dir():
            raise SettingsError(
                "The inbox is not a folder.", str(folder), "Give the folder of the month's files."
            )
        return folder.resolve()
    own = settings.inbox / month
    sample = settings.samples / month
    return sample if sample.is_dir() and not (own.is_dir() and any(own.iterdir())) else own


def receipts(settings: Settings, month: str | None = None) -> list[Receipt]:
    """Return every receipt, by month, name and version; of one month if given."""
    folder = settings.archive / "receipts"
    paths = sorted(folder.glob(f"{month or '*'}/*.json"))
    found = [Receipt(**json.loads(path.read_text(encoding="utf-8"))) for path in paths]
    return sorted(found, key=lambda r: (r.cycle_month, r.file_name, r.version_number))


def content_path(settings: Settings, receipt: Receipt) -> Path:
    """Return where the bytes of a receipt are kept."""
    suffix = Path(receipt.file_name).suffix.lower()
    return settings.archive / "content" / receipt.sha256[:2] / f"{receipt.sha256}{suffix}"


def _submitted_files(folder: Path) -> Iterator[Path]:
    for path in folder.iterdir() if folder.is_dir() else ():
        if path.name.startswith((".", "~$")) or path.name == RECEIVED_LIST:
            continue
        if path.is_file():
            yield path
        else:
            log.warning("%s is a folder inside the inbox: its files are not read", path.name)


def _archive_file(
    settings: Settings, month: str, path: Path, known: dict[str, str] | None
) -> tuple[Receipt, bool]:
    sha256 = _hash_file(path)
    submission_id = f"{month}-{sha256[:12]}"
    note = settings.archive / "receipts" / month / f"{submission_id}.json"
    if note.is_file():
        return Receipt(**json.loads(note.read_text(encoding="utf-8"))), False
    earlier = [r for r in receipts(settings, month) if r.file_name == path.name]
    receipt = Receipt(
        submission_id=submission_id,
        cycle_month=month,
        source_name="folder",
        file_name=path.name,
        sha256=sha256,
        size_bytes=path.stat().st_size,
        received_at=(known or {}).get("received_at") or utc_now().isoformat(),
        sender_name=(known or {}).get("sender") or None,
        version_number=len(earlier) + 1,
    )
    kept = content_path(settings, receipt)
    if not kept.is_file():
        kept.parent.mkdir(parents=True, exist_ok=True)
        part = kept.with_name(f".{kept.name}.{os.getpid()}.part")
        shutil.copyfile(path, part)
        part.chmod(0o444)
        part.replace(kept)
    note.parent.mkdir(parents=True, exist_ok=True)
    part = note.with_name(f".{note.name}.part")
    part.write_text(json.dumps(asdict(receipt), ensure_ascii=False, indent=1), encoding="utf-8")
    part.replace(note)  # written last: a receipt means that its bytes are kept
    return receipt, True


def _hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _read_received_list(folder: Path) -> dict[str, dict[str, str]]:
    path = folder / RECEIVED_LIST
    if not path.is_file():
        return {}
    known = {}
    with path.open(encoding="utf-8-sig", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), start=2):
            try:
                at = datetime.fromisoformat(row["received_at"])
                name = row["file_name"]
            except (KeyError, ValueError) as error:
                raise SettingsError(
                    f"The receipt time cannot be read ({error}).",
                    f"{path} > row {number}",
                    "Write file_name,received_at,sender with times such as 2021-10-08T15:00:00Z.",
                ) from error
            at = at.astimezone(UTC) if at.tzinfo else at.replace(tzinfo=UTC)
            known[name] = {"received_at": at.isoformat(), "sender": row.get("sender") or ""}
    return known
