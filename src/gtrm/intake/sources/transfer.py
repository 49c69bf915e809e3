"""Bytes from a source into a file: whole, within limits, or not at all."""

from __future__ import annotations

import hashlib
import time
from typing import TYPE_CHECKING, BinaryIO

from gtrm.intake.sources.model import SourceDownError, SourceError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from gtrm.intake.sources.configuration import Limits

_MB = 1024 * 1024


def check_size(size: int | None, name: str, limits: Limits) -> None:
    """Do nothing for a file within the limit.

    Raises:
        SourceError: It is larger.
    """
    if size is not None and size > limits.file_mb * _MB:
        raise SourceError(
            f"The file is larger than {limits.file_mb:g} MB.",
            name,
            "Ask the partner for the sheet alone, or raise `file_mb` in sources.yml.",
        )


def save(
    chunks: Iterable[bytes], size: int | None, target: Path, limits: Limits
) -> tuple[str, int]:
    """Write a download to a file; return its SHA-256 and size.

    Raises:
        SourceError: It is larger than the limit.
        SourceDownError: It takes too long, or fewer or more bytes came than were announced.
    """
    check_size(size, target.name, limits)
    ends = time.monotonic() + limits.file_seconds
    digest, total = hashlib.sha256(), 0
    with target.open("wb") as file:
        for chunk in chunks:
            total += len(chunk)
            check_size(total, target.name, limits)
            if time.monotonic() > ends:
                raise SourceDownError(
                    f"The file did not come within {limits.file_seconds:g} s.",
                    target.name,
                    "Look at the line to the source, or raise `file_seconds` in sources.yml.",
                )
            _write(file, chunk, target.name)
            digest.update(chunk)
    if size is not None and total != size:
        raise SourceDownError(
            f"{total} of {size} bytes came.", target.name, "It is taken whole or not at all."
        )
    return digest.hexdigest(), total


def _write(file: BinaryIO, chunk: bytes, name: str) -> None:
    try:
        file.write(chunk)
    except OSError as error:  # the disk here, not the line there
        raise SourceError(
            f"It cannot be stored ({error.strerror}).", name, "Make room in the raw folder."
        ) from error
