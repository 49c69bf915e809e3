"""Files that are written completely or not at all, survive a power cut, and are not open to others.

What partners send and what is read from it may name people: these files and folders are for their
owner and group only, whatever the umask of whoever runs the cycle.
"""

from __future__ import annotations

import fcntl
import os
import stat
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from typing import BinaryIO

FOLDER, FILE, KEPT = 0o750, 0o640, 0o440  # KEPT: bytes that never change
OTHERS = 0o007
_PART = ".part"  # of a file that is being written: hidden, with its writer's process id
_KEPT_BITS = 0o7000  # a folder may hand its group on (setgid)


@contextmanager
def writing(path: Path, mode: int = FILE, *, sync: bool = True) -> Iterator[BinaryIO]:
    """Give a file to write; if the block ends without error it gets its name and is on the disk.

    Readers see the old file or the whole new one. The folder has to be there (`make_folder`).
    `sync`: false for what can be made again; a power cut may then leave it empty.
    """
    part = path.with_name(f".{path.name}.{os.getpid()}{_PART}")
    with _open_locked(part) as file:
        try:
            yield file
            file.flush()
            os.fchmod(file.fileno(), mode)
            if sync:
                os.fsync(file.fileno())
            part.replace(path)
        except BaseException:
            part.unlink(missing_ok=True)
            raise
    if sync:
        sync_folder(path.parent)


def make_folder(folder: Path, top: Path) -> None:
    """Make a folder and those above it; those from `top` down are closed to others.

    Raises:
        OSError: Something that is no folder stands in its place.
    """
    if folder.is_dir():
        return
    if folder != top and top in folder.parents:
        make_folder(folder.parent, top)
    else:
        folder.parent.mkdir(parents=True, exist_ok=True)
    folder.mkdir(exist_ok=True)
    folder.chmod(stat.S_IMODE(folder.stat().st_mode) & _KEPT_BITS | FOLDER)
    sync_folder(folder.parent)


def sync_folder(folder: Path) -> None:
    """Write the names in a folder to the disk: otherwise a power cut can lose a renamed file."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def tidy(top: Path, kept: Path | None = None) -> tuple[int, int, list[Path]]:
    """Close a folder to others, and remove what writers that were killed left behind.

    Args:
        top: The folder; all below it is looked at, links are not followed.
        kept: A folder in it whose files never change.

    Returns:
        How many files and folders were set right, how many parts removed, and what could not be
        set right.
    """
    closed, removed, open_still = 0, 0, []
    for folder, folders, names in _walk(top):
        is_kept = kept is not None and (folder == kept or kept in folder.parents)
        for name in [*folders, *names]:  # of a folder before its own files are listed
            path = folder / name
            if name.startswith(".") and name.endswith(_PART):
                removed += _remove_abandoned(path)
                continue
            try:
                closed += _set_mode(path, KEPT if is_kept else FILE)
            except OSError:  # it belongs to somebody else, or the disk is read-only
                open_still.append(path)
    return closed, removed, open_still


def is_open_to_others(folder: Path) -> bool:
    """Return whether everybody on this machine has some right to a folder."""
    return bool(folder.stat().st_mode & OTHERS)


def close_to_others(folder: Path) -> bool:
    """Remove all rights of others to a folder that people share; return whether it is closed."""
    with suppress(OSError):  # it belongs to somebody else, who is told
        folder.chmod(stat.S_IMODE(folder.stat().st_mode) & ~OTHERS)
    return not is_open_to_others(folder)


def _walk(top: Path) -> Iterator[tuple[Path, list[str], list[str]]]:
    if top.is_dir():
        yield top.parent, [top.name], []
    for folder, folders, names in os.walk(top):
        yield top / folder, folders, names


def _set_mode(path: Path, mode: int) -> bool:
    with suppress(FileNotFoundError):  # its writer has just given it its name
        found = path.lstat().st_mode
        is_folder = stat.S_ISDIR(found)
        if not (is_folder or stat.S_ISREG(found)):
            return False
        wanted = found & _KEPT_BITS | FOLDER if is_folder else mode
        if stat.S_IMODE(found) != wanted:
            path.chmod(wanted)
            return True
    return False


@contextmanager
def _open_locked(part: Path) -> Iterator[BinaryIO]:
    """Open a part; its lock says that the writer lives, to whoever tidies up."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_NOFOLLOW | os.O_CLOEXEC
    while True:
        with os.fdopen(os.open(part, flags, 0o600), "wb") as file:
            with suppress(OSError):  # some network shares know no locks
                fcntl.flock(file, fcntl.LOCK_EX)
            if os.fstat(file.fileno()).st_nlink:  # not tidied away before it was locked
                yield file
                return


def _remove_abandoned(part: Path) -> bool:
    try:
        with part.open("rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            part.unlink()
    except OSError:  # its writer lives, or has just finished
        return False
    return True
