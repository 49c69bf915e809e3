"""A folder of this machine or a mounted share."""

from __future__ import annotations

import csv
import os
import stat
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gtrm.core.errors import SettingsError
from gtrm.intake.archive.content import files_in, open_regular
from gtrm.intake.sources.model import (
    Download,
    Entry,
    PlaceMissingError,
    SourceDownError,
    SourceError,
)
from gtrm.intake.sources.names import RECEIVED_LIST, is_clutter, readable_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gtrm.intake.sources.configuration import Limits, Source
    from gtrm.intake.sources.connections import Connection

_CHUNK = 1024 * 1024


@contextmanager
def open_source(
    source: Source, connection: Connection, limits: Limits, environ: Mapping[str, str]
) -> Iterator[Folder]:
    """Give the folder, or the committed sample of the month where it holds no submission."""
    with _errors(source.options["path"]):
        folder = Folder(Path(source.options["path"]))
        sample = source.options.get("sample")
        if sample and Path(sample).is_dir() and not folder.has_submissions():
            folder = Folder(Path(sample))
        yield folder


class Folder:
    """A folder as a place. Its files are read each time: hashing them costs next to nothing."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.received = _read_received_list(path)

    def has_submissions(self) -> bool:
        """Return whether anything of it may be a partner's."""
        return self.path.is_dir() and any(not is_clutter(p.name) for p in self.path.iterdir())

    def entries(self) -> list[Entry]:
        """See `Place`."""
        if not self.path.is_dir():
            raise PlaceMissingError(
                "There is no such folder.", str(self.path), "Put the partners' files there."
            )
        return [
            Entry(str(path), readable_name(path.name), found.st_size, refusal=_refusal(path, found))
            for path in sorted(self.path.iterdir())
            for found in [path.lstat()]
        ]

    @contextmanager
    def download(self, entry: Entry, known_tag: str | None) -> Iterator[Download]:
        """See `Place`. A folder does not say when it got a file: `received.csv` may."""
        known = self.received.get(entry.name)
        with _errors(entry.name), open_regular(Path(entry.path)) as file:
            before = os.fstat(file.fileno())
            yield Download(
                chunks=iter(lambda: file.read(_CHUNK), b""),
                size=before.st_size,
                modified_at=known[0] if known else None,
                sender=known[1] if known else None,
            )
            after = Path(entry.path).stat()
        if (after.st_mtime_ns, after.st_size) != (before.st_mtime_ns, before.st_size):
            raise SourceDownError(
                "The file is still being written.", entry.name, "It is taken when it is whole."
            )


def _refusal(path: Path, found: os.stat_result) -> str | None:
    """Why something in the folder is never taken: only what lies there itself is a file sent."""
    if stat.S_ISLNK(found.st_mode):
        return "a link, and what it leads to was not sent"
    if stat.S_ISDIR(found.st_mode):
        return f"a folder, and its {sum(1 for _ in files_in(path))} files are not read"
    return None if stat.S_ISREG(found.st_mode) else "no file but a pipe, socket or device"


@contextmanager
def _errors(where: str) -> Iterator[None]:
    try:
        yield
    except PermissionError as error:
        raise SourceError("It may not be read.", where, "Give us the right to read it.") from error
    except FileNotFoundError as error:
        raise SourceError("It is not there any more.", where, "Send it again.") from error
    except OSError as error:  # a share that went away
        raise SourceDownError(
            f"It cannot be read ({error.strerror}).", where, "See whether the share is mounted."
        ) from error


def _read_received_list(folder: Path) -> dict[str, tuple[datetime, str | None]]:
    path = folder / RECEIVED_LIST
    if not os.path.lexists(path):
        return {}
    if path.is_symlink() or not path.is_file():
        raise SettingsError(
            "The list of receipt times is a link or no file.", str(path), "Put the list itself."
        )
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
            known[name] = (at, row.get("sender") or None)
    return known
