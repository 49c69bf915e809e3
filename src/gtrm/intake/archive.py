"""The archive: every byte received, kept unchanged by content, with a receipt for each file.

Layout: `raw/archive/content/<first two>/<sha256><suffix>` and
`raw/archive/receipts/<month>/<submission id>.json`. A zip of workbooks is kept too, with a receipt
in `raw/archive/containers/`; each of its members is a submission called `outer.zip/inner.xlsx`.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
import shutil
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from gtrm import fingerprints, landed
from gtrm.cycle import check_month
from gtrm.errors import NothingReceivedError
from gtrm.intake import containers, sources

if TYPE_CHECKING:
    from collections.abc import Callable

    from gtrm.settings import Settings

log = logging.getLogger(__name__)

FILES_PER_BATCH = 25  # a mapped task costs 0.4 s, reading a workbook 4 ms
_LONGEST_SUFFIX = 10  # with its dot; a longer one is no file type, and would overrun a file name


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


def receive(
    settings: Settings,
    month: str,
    inbox: str | None = None,
    find_connection: Callable[[str], str] | None = None,
) -> list[list[str]]:
    """Pull and archive what was sent for a month; return the submissions to read, in batches.

    To read are the new ones, and those of any month that were read or checked by other code, lists
    or rules than the present. A source that is down is reported and does not stop the others.

    Args:
        settings: The folders; `config/sources.yml` lists where submissions come from.
        month: 'YYYY-MM', the month the files are received for.
        inbox: A folder of partner files to take instead of the configured sources.
        find_connection: Gives a named connection (URI or JSON) that the environment does not hold,
            such as Airflow's.

    Raises:
        SettingsError: The month is not one, or the folder does not exist.
        NothingReceivedError: No source held a file, now or before.
    """
    check_month(month)
    names = sources.credential_names(settings) if find_connection and not inbox else []
    connections = sources.look_up(names, find_connection) if find_connection else {}
    with sources.pull(settings, month, connections, inbox=inbox) as pulled:
        for number, file in enumerate(pulled.files, start=1):
            told = {
                "received_at": file.received_at.isoformat(),
                "sender": file.sender or "",
                "source": file.source_name,
            }
            said = _take_in(settings, month, file.path, told)
            log.info("[%d/%d] %s", number, len(pulled.files), said)
    if not pulled.files and not receipts(settings, month):
        tried = (
            f"{report.source_name}: {report.error or report.status}" for report in pulled.reports
        )
        raise NothingReceivedError(
            f"No file was received for {month}.",
            "; ".join(tried),
            "Put the partners' files there, or correct config/sources.yml.",
        )
    version = fingerprints.of_reading(settings)
    pending = [
        receipt.submission_id
        for receipt in receipts(settings)
        if not landed.is_fresh(settings, receipt.submission_id, version)
    ]
    return [pending[i : i + FILES_PER_BATCH] for i in range(0, len(pending), FILES_PER_BATCH)]


def receipts(settings: Settings, month: str | None = None) -> list[Receipt]:
    """Return every receipt, by month, name and version; of one month if given."""
    folder = settings.archive / "receipts"
    paths = sorted(folder.glob(f"{month or '*'}/*.json"))
    found = [Receipt(**json.loads(path.read_text(encoding="utf-8"))) for path in paths]
    return sorted(found, key=lambda r: (r.cycle_month, r.file_name, r.version_number))


def content_path(settings: Settings, receipt: Receipt) -> Path:
    """Return where the bytes of a receipt are kept."""
    suffix = Path(receipt.file_name).suffix.lower()[:_LONGEST_SUFFIX]
    return settings.archive / "content" / receipt.sha256[:2] / f"{receipt.sha256}{suffix}"


def _take_in(settings: Settings, month: str, path: Path, told: dict[str, str]) -> str:
    """Archive one file of an inbox, and what it contains; return what there is to say of it."""
    name = containers.shown_name(path.name)
    if path.suffix.lower() == containers.SUFFIX:
        return _take_in_zip(settings, month, path, name, told)
    receipt, is_new = _archive_file(settings, month, path, name, told)
    before = "already received" if receipt.file_name == name else f"same as {receipt.file_name}"
    return f"{name}: {'archived' if is_new else f'{before}, changes nothing'}"


def _take_in_zip(
    settings: Settings, month: str, path: Path, name: str, told: dict[str, str]
) -> str:
    note = settings.archive / "containers" / month / f"{month}-{_hash_file(path)[:12]}.json"
    if note.is_file():
        return f"{name}: already received, changes nothing"
    with tempfile.TemporaryDirectory() as folder:
        members = containers.unpack(path, Path(folder))
        taken = [member for member in members if member.path]
        for member in taken:
            own = f"{name}/{member.name}"
            _archive_file(settings, month, member.path, own, told)  # type: ignore[arg-type]
    if len(taken) < len(members):  # what is refused is told as a submission that was
        _archive_file(settings, month, path, name, told)
    receipt = _make_receipt(settings, month, path, name, told)
    _keep(settings, receipt, path)
    _write_receipt(note, receipt)  # last: a zip that was interrupted is taken in again
    return f"{name}: {len(taken)} of {len(members)} files archived"


def _archive_file(
    settings: Settings, month: str, path: Path, name: str, told: dict[str, str]
) -> tuple[Receipt, bool]:
    receipt = _make_receipt(settings, month, path, name, told)
    note = settings.archive / "receipts" / month / f"{receipt.submission_id}.json"
    if note.is_file():
        return Receipt(**json.loads(note.read_text(encoding="utf-8"))), False
    _keep(settings, receipt, path)
    _write_receipt(note, receipt)
    return receipt, True


def _make_receipt(
    settings: Settings, month: str, path: Path, name: str, told: dict[str, str]
) -> Receipt:
    sha256 = _hash_file(path)
    earlier = [r for r in receipts(settings, month) if r.file_name == name]
    return Receipt(
        submission_id=f"{month}-{sha256[:12]}",
        cycle_month=month,
        source_name=told["source"],
        file_name=name,
        sha256=sha256,
        size_bytes=path.stat().st_size,
        received_at=told["received_at"],
        sender_name=told["sender"] or None,
        version_number=len(earlier) + 1,
    )


def _keep(settings: Settings, receipt: Receipt, path: Path) -> None:
    kept = content_path(settings, receipt)
    if kept.is_file():
        return
    kept.parent.mkdir(parents=True, exist_ok=True)
    part = kept.with_name(f".{kept.name}.{os.getpid()}.part")
    shutil.copyfile(path, part)
    part.chmod(0o444)
    part.replace(kept)


def _write_receipt(note: Path, receipt: Receipt) -> None:
    """Write a receipt, after the bytes: it means that they are kept."""
    note.parent.mkdir(parents=True, exist_ok=True)
    part = note.with_name(f".{note.name}.part")
    part.write_text(json.dumps(asdict(receipt), ensure_ascii=False, indent=1), encoding="utf-8")
    part.replace(note)


def _hash_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
