"""Receipts: what was received, from whom and when; one small JSON file for each submission.

`raw/archive/receipts/<month>/<submission id>.json`, and `containers/` for zips as a whole.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, fields
from typing import TYPE_CHECKING, Any

from gtrm.core import durable
from gtrm.core.cycle import MONTH_PATTERN
from gtrm.core.errors import ArchiveError

if TYPE_CHECKING:
    from pathlib import Path

    from gtrm.core.settings import Settings

_SHA256 = re.compile(r"[0-9a-f]{64}")
_TEXTS = ("submission_id", "cycle_month", "source_name", "file_name", "sha256", "received_at")


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
    members: tuple[str, ...] | None = None  # of a zip: the submissions it became


def folder_of(settings: Settings, kind: str = "receipts") -> Path:
    """Return the folder of receipts, or of those of zips ('containers')."""
    return settings.archive / kind


def path_of(settings: Settings, month: str, submission_id: str, kind: str = "receipts") -> Path:
    """Return where a receipt is kept."""
    return folder_of(settings, kind) / month / f"{submission_id}.json"


def load(path: Path) -> Receipt:
    """Return a receipt.

    Raises:
        ArchiveError: It is not there, damaged, or names other bytes than its own name does.
    """
    try:
        values = json.loads(path.read_bytes())
    except OSError as error:
        raise damage(path, f"it cannot be read: {error.strerror}") from error
    except ValueError as error:  # JSON, or its encoding
        raise damage(path, "it is empty or cut short") from error
    if why := _fault(path, values):
        raise damage(path, why)
    members = values.pop("members", None)
    return Receipt(**values, members=None if members is None else tuple(members))


def write(path: Path, receipt: Receipt, top: Path) -> None:
    """Write a receipt, after the bytes: once it is on the disk, they are kept."""
    values = {key: value for key, value in asdict(receipt).items() if key != "members"}
    if receipt.members is not None:
        values["members"] = list(receipt.members)
    durable.make_folder(path.parent, top)
    with durable.writing(path) as file:
        file.write(json.dumps(values, ensure_ascii=False, indent=1).encode())


def survey(
    settings: Settings, month: str | None = None, kind: str = "receipts"
) -> tuple[list[Receipt], dict[Path, ArchiveError]]:
    """Return the receipts that hold, by month, name and version, and those that do not."""
    found, damaged = [], {}
    for path in sorted(folder_of(settings, kind).glob(f"{month or '*'}/*.json")):
        try:
            found.append(load(path))
        except ArchiveError as error:
            damaged[path] = error
    return sorted(found, key=lambda r: (r.cycle_month, r.file_name, r.version_number)), damaged


def _fault(path: Path, values: Any) -> str | None:  # noqa: ANN401 whatever JSON holds
    known = {item.name for item in fields(Receipt)}
    if not isinstance(values, dict) or set(values) | {"members"} != known:
        return "it has not the keys of a receipt"
    if not all(isinstance(values[key], str) for key in _TEXTS):
        return "one of its values is no text"
    month, sha256 = values["cycle_month"], values["sha256"]
    if not (MONTH_PATTERN.fullmatch(month) and _SHA256.fullmatch(sha256)):
        return "its month or its hash is none"
    stated = (values["submission_id"], f"{month}-{sha256[:12]}")
    if set(stated) != {path.stem} or path.parent.name != month:
        return "it names other bytes, or another month, than its own name does"
    if not all(type(values[key]) is int for key in ("size_bytes", "version_number")):
        return "its size or version is no number"
    return None


def damage(path: Path, why: str) -> ArchiveError:
    """Return the error for a receipt that is no use."""
    return ArchiveError(
        f"A receipt of our archive is damaged or missing ({why}).",
        str(path),
        f"Put the file that it stands for (SHA-256 {path.stem[-12:]}…) into the inbox of "
        f"{path.parent.name} again, or bring the receipt back from a backup. If it is lost for "
        f"good, or stands for nothing: `gtrm archive forget {path.stem}`.",
    )
