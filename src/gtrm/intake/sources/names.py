"""File names from outside: made safe for any file system, and which of them are no submission."""

from __future__ import annotations

import hashlib
import os
import re
import unicodedata
from pathlib import PurePosixPath

RECEIVED_LIST = "received.csv"  # optional, in a folder: file_name, received_at (UTC), sender
MAX_BYTES = 180  # file systems allow 255; intake and feedback add to a name

_FORBIDDEN = re.compile(r'[<>:"|?*]')  # what Windows does not allow: releases are read there too
_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)
_UNFINISHED = (".part", ".filepart", ".partial", ".tmp", ".crdownload", ".download")
# What systems and Excel leave beside the files, and our own list: passed over without a word.
_CLUTTER = re.compile(
    r"thumbs\.db|desktop\.ini|\.ds_store|\._.*|~\$.*|\.~lock\..*#|\.git(keep|ignore)"
    rf"|{re.escape(RECEIVED_LIST)}"
)


def readable_name(raw: bytes | str) -> str:
    """Return a file name as text: UTF-8, else what older Windows programs write (cp1252)."""
    encoded = raw if isinstance(raw, bytes) else os.fsencode(raw)
    for encoding in ("utf-8", "cp1252"):
        try:
            return encoded.decode(encoding)
        except UnicodeDecodeError:
            continue
    return encoded.decode("latin-1")


def safe_name(original: str) -> str:
    """Return a name that is one path part on any system and shows what it is.

    An honest name stays as it is (in Unicode's composed form). Any other gets eight characters of
    its hash, so that `../x.xlsx` never passes for a new version of `x.xlsx`.
    """
    honest = unicodedata.normalize("NFC", original)
    last = re.split(r"[\\/]", honest)[-1]
    visible = "".join(c for c in last if unicodedata.category(c)[0] != "C")
    name = _FORBIDDEN.sub("_", visible).strip(" .")
    if _DEVICE.match(name):
        name = f"_{name}"
    if name and name == honest and len(name.encode()) <= MAX_BYTES:
        return name
    mark = hashlib.sha256(original.encode("utf-8", "surrogatepass")).hexdigest()[:8]
    path = PurePosixPath(name or "unnamed")
    suffix = path.suffix if len(path.suffix.encode()) <= 10 else ""
    stem = path.name.removesuffix(suffix).encode()[: MAX_BYTES - 22].decode(errors="ignore")
    return f"{stem} [{mark}]{suffix}"


def is_clutter(name: str) -> bool:
    """Return whether a file is a system's own, which nobody sent."""
    return _CLUTTER.fullmatch(name.casefold()) is not None


def is_submission(name: str) -> bool:
    """Return whether a file may be a partner's: not hidden, not unfinished, not a system's own."""
    return not is_clutter(name) and why_not(name) is None


def why_not(name: str) -> str | None:
    """Return why a file is not taken that may yet be a partner's; None if it is taken."""
    lower = name.casefold()
    if lower.startswith((".", "~$")) and not lower.startswith(("../", "..\\")):
        return "hidden: its name starts with a dot"
    return "an unfinished upload" if lower.endswith(_UNFINISHED) else None


def printable(text: str, limit: int = 300) -> str:
    """Return a text from outside on one line, without control characters, and not endless."""
    clean = "".join(c if unicodedata.category(c)[0] != "C" else " " for c in text)
    line = " ".join(clean.split())
    return line if len(line) <= limit else f"{line[:limit]}…"
