"""What the kinds of source have in common: a place with entries that can be downloaded."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from gtrm.core.errors import OperationError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from datetime import datetime
    from pathlib import Path


class SourceError(OperationError):
    """A source, or one file of it, cannot be downloaded as configured; a new try is useless."""

    code = "source"


class SourceDownError(SourceError):
    """A source does not answer, or broke off: worth another try."""

    code = "source_down"


class PlaceMissingError(SourceError):
    """The folder of the month is not there: nothing was sent, or its path is wrong."""

    code = "source_empty"


@dataclass(frozen=True)
class Entry:
    """One file as a source lists it."""

    path: str  # what the source knows it by: remote path, key, address
    name: str  # the last part of it, as the source has it
    size: int | None = None
    tag: str | None = None  # changes when the content does; None where only a download can tell
    refusal: str | None = None  # why it is never taken: it is a link, a folder ...


@dataclass(frozen=True)
class Download:
    """The bytes of an entry on their way in."""

    chunks: Iterator[bytes]
    size: int | None = None  # what must have come at the end; None where the protocol checks it
    modified_at: datetime | None = None  # the server's modification time, UTC
    tag: str | None = None
    sender: str | None = None


class Place(Protocol):
    """An open source."""

    def entries(self) -> list[Entry]:
        """Return its files; those of subfolders are not among them.

        Raises:
            PlaceMissingError: There is no such folder.
        """

    def download(
        self, entry: Entry, known_tag: str | None
    ) -> AbstractContextManager[Download | None]:
        """Return the bytes of an entry; None if they are still those of `known_tag`."""


@dataclass(frozen=True)
class Fetched:
    """One new file, in a temporary folder until the archive has it."""

    path: Path  # its name is `file_name`
    source_name: str
    file_name: str  # safe for any file system
    original_name: str  # as the source has it: never use it as a path
    received_at: datetime  # UTC: when the source got it, or else the time of the pull
    sender: str | None
    sha256: str
    size_bytes: int


@dataclass(frozen=True)
class SourceReport:
    """The result of pulling one source.

    `status`: 'ok', 'empty' (it has no file for the month), 'partial' (some of its files could not
    be downloaded) or 'failed' (none could).
    `error` says what to do, without secrets; where 'empty', why.
    """

    source_name: str
    kind: str
    status: str
    files: int  # new ones, taken now
    unchanged: int  # taken by an earlier pull
    error: str | None = None
    passed_over: tuple[str, ...] = ()  # what lies there and is not taken: name and why
