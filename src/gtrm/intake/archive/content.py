"""The bytes of the archive, by their SHA-256: written once, and verified whenever they are read."""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import stat
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gtrm.core import durable
from gtrm.core.errors import ArchiveError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import BufferedReader

    from gtrm.core.settings import Settings

_LONGEST_SUFFIX = 10  # with its dot; a longer one is no file type, and would overrun a file name
MISSING, UNREADABLE, LINK = "missing", "not readable by us", "a link"
_REFUSED_AT_OPENING = {
    errno.ENOENT: MISSING,
    errno.ENOTDIR: MISSING,
    errno.ELOOP: LINK,
    errno.EINVAL: "no file",
}


def folder_of(settings: Settings) -> Path:
    """Return the folder of all bytes received."""
    return settings.archive / "content"


def path_of(settings: Settings, sha256: str, file_name: str) -> Path:
    """Return where the bytes of a file of this name are kept."""
    suffix = Path(file_name).suffix.lower()[:_LONGEST_SUFFIX]
    return folder_of(settings) / sha256[:2] / f"{sha256}{suffix}"


def hash_of(path: Path) -> str:
    """Return the SHA-256 of a regular file.

    Raises:
        OSError: It cannot be read; ELOOP: it is a link; EINVAL: it is no file.
    """
    with open_regular(path) as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def open_regular(path: Path) -> BufferedReader:
    """Open a file for reading, but never a link, and nothing that would wait (see `hash_of`)."""
    handle = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
    if stat.S_ISREG(os.fstat(handle).st_mode):
        return os.fdopen(handle, "rb")
    os.close(handle)
    raise OSError(errno.EINVAL, "It is no file", str(path))


def fault_of(path: Path) -> str | None:
    """Return what is wrong with kept bytes: None if they are those that their name says."""
    try:
        right = hash_of(path) == path.name[:64]
        return None if right else "empty" if not path.stat().st_size else "other bytes"
    except OSError as error:
        return _REFUSED_AT_OPENING.get(error.errno or 0, UNREADABLE)


def keep(settings: Settings, source: Path, kept: Path) -> bool:
    """Copy bytes to where they are kept, unless they are there; return whether they were not.

    What stands in their place and is not them is set aside. When this returns they are on the disk.

    Raises:
        ArchiveError: They cannot be written, or `source` no longer holds them.
    """
    if (fault := fault_of(kept)) is None:
        return False
    try:
        _clear_place(settings, kept, fault)
        durable.make_folder(kept.parent, settings.archive)
        with open_regular(source) as file, durable.writing(kept, durable.KEPT) as target:
            shutil.copyfileobj(file, target)
    except OSError as error:
        raise ArchiveError(
            f"A file cannot be written to our archive ({error.strerror}).",
            str(kept),
            "Make room on its disk, or give the user of the cycle the right to write there.",
        ) from error
    if fault_of(kept) is not None:
        aside = set_aside(settings, kept)
        raise ArchiveError(
            "What our archive reads back is not what was written.",
            str(aside),
            "Run again; if it happens again, the disk or the source is not to be trusted.",
        )
    return True


def _clear_place(settings: Settings, kept: Path, fault: str) -> None:
    if fault != MISSING:
        set_aside(settings, kept)
    if kept.parent.exists() and not kept.parent.is_dir():
        set_aside(settings, kept.parent)


def set_aside(settings: Settings, path: Path) -> Path:
    """Move what should not stand in the archive to `set_aside/`, unchanged; return its new place.

    Nothing is ever deleted: a person may want to know what it was.
    """
    folder = settings.archive / "set_aside"
    durable.make_folder(folder, settings.archive)
    target = folder / f"{datetime.now(UTC):%Y%m%dT%H%M%S.%f}-{path.name}"
    path.replace(target)
    durable.sync_folder(folder)
    durable.sync_folder(path.parent)
    return target


def files_in(folder: Path) -> Iterator[tuple[Path, int]]:
    """Give the regular files of a folder and those below, with their sizes; links are passed."""
    for at, _, names in os.walk(folder):
        for name in names:
            path = Path(at) / name
            with suppress(OSError):
                found = path.lstat()
                if stat.S_ISREG(found.st_mode):
                    yield path, found.st_size
