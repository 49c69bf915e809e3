"""A zip of workbooks: each member becomes a file of its own, or is refused by name.

The zip is taken apart by a child process with limits (`python -m
gtrm.intake.formats.containers`), into numbered files of a folder that the caller gives: a member's
name is only ever shown, never used as a path.
"""

from __future__ import annotations

import json
import lzma
import resource
import stat
import subprocess
import sys
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

from gtrm.core.errors import Location, UnreadableFileError
from gtrm.intake.formats.limits import (
    CPU_LIMIT,
    MEMBER_LIMIT,
    MEMORY_LIMIT,
    UNPACKED_LIMIT,
    WALL_LIMIT,
    TooLargeError,
    check_packing,
)
from gtrm.intake.sources.names import is_clutter, why_not

SUFFIX = ".zip"
_CHUNK = 1024**2

# Why a zip or a member of it is refused: English, Spanish.
_REASONS = {
    "damaged": ("the zip is cut short or damaged", "el zip está incompleto o dañado"),
    "too_large": (
        "it unpacks to more than any 5W can need",
        "al descomprimirse ocupa más de lo que necesita una 5W",
    ),
    "empty": ("the zip holds no file", "el zip no contiene archivos"),
    "too_many": (
        f"the zip holds more than {MEMBER_LIMIT} files",
        f"el zip contiene más de {MEMBER_LIMIT} archivos",
    ),
    "name": (
        "its name leads out of the zip or holds control characters",
        "su nombre sale del zip o contiene caracteres de control",
    ),
    "password": ("it is protected by a password", "está protegido con contraseña"),
    "link": ("it is a link, not a file", "es un enlace, no un archivo"),
    "hidden": (
        "its name marks it as hidden or as an unfinished upload",
        "su nombre indica que está oculto o que su envío no terminó",
    ),
    "nested": ("it is a zip inside the zip", "es un zip dentro del zip"),
    "member": ("it cannot be unpacked", "no se puede descomprimir"),
}


@dataclass(frozen=True)
class Member:
    """One file of a zip: `path` is where it was unpacked to, or `refusal` says why it was not."""

    name: str  # as in the zip, with control characters made visible
    path: Path | None
    refusal: str | None = None  # a key of the reasons


def unpack(path: Path, folder: Path) -> list[Member]:
    """Unpack a zip into an empty folder; return its members, or its own refusal as one of them."""
    command = [sys.executable, "-m", "gtrm.intake.formats.containers", str(path), str(folder)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=WALL_LIMIT, check=False)
    except subprocess.TimeoutExpired:
        return [Member("", None, "too_large")]
    if done.returncode:  # ended by one of its limits
        return [Member("", None, "too_large")]
    return [
        Member(name, folder / file if file else None, refusal)
        for name, file, refusal in json.loads(done.stdout)
    ]


def refusal_of(members: list[Member], shown_name: str) -> UnreadableFileError | None:
    """Return what of a zip could not be taken, with how to fix it; None if all of it was."""
    refused = [member for member in members if member.refusal]
    if not refused:
        return None
    english, spanish = (
        "; ".join(
            f"«{member.name}»: {text}" if member.name else text
            for member in refused
            for text in [_REASONS[str(member.refusal)][language]]
        )
        for language in (0, 1)
    )
    taken = len(members) - len(refused)
    return UnreadableFileError(
        f"Not all of the zip can be read: {english}. Files received from it: {taken}.",
        Location(shown_name),
        "Send each workbook by itself, without a password.",
        what_es=f"No se puede leer todo el zip: {spanish}. Archivos recibidos: {taken}.",
        fix_es="Envíe cada libro por separado, sin contraseña.",
    )


def shown_name(name: str) -> str:
    """Return a file's name with what cannot be printed or stored as text made visible."""
    text = name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")
    return "".join(char if char.isprintable() else "\ufffd" for char in text)


def _take_apart(path: Path, folder: Path) -> list[tuple[str, str | None, str | None]]:
    """Members as (name, unpacked file, refusal); what is wrong with the whole zip has no name."""
    try:
        with zipfile.ZipFile(path) as book:
            members = [info for info in book.infolist() if not _is_noise(info)]
            if not members:
                return [("", None, "empty")]
            if len(members) > MEMBER_LIMIT:
                return [("", None, "too_many")]
            check_packing(book)
            return [
                _take_member(book, info, folder / f"{number:04}")
                for number, info in enumerate(members, start=1)
            ]
    except (TooLargeError, MemoryError):
        return [("", None, "too_large")]
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError):
        return [("", None, "damaged")]


def _is_noise(info: zipfile.ZipInfo) -> bool:
    """Folders, and what macOS, Windows and Excel leave beside the files.

    Some programs of Windows separate folders by a backslash, against the format.
    """
    name = info.filename.replace("\\", "/")
    is_folder = name.endswith("/") and not info.file_size
    last = name.rsplit("/", 1)[-1]
    return is_folder or name.startswith("__MACOSX/") or is_clutter(last)


def _take_member(
    book: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path
) -> tuple[str, str | None, str | None]:
    name = shown_name(info.orig_filename)
    refusal = _judge_name(info.orig_filename)
    if refusal is None and stat.S_ISLNK(info.external_attr >> 16):
        refusal = "link"
    if refusal is None and info.flag_bits & 0x1:
        refusal = "password"
    if refusal is None:
        try:
            with book.open(info) as packed, target.open("wb") as file:
                while chunk := packed.read(_CHUNK):
                    file.write(chunk)
        except (zipfile.BadZipFile, zlib.error, lzma.LZMAError, OSError, EOFError):
            refusal = "member"
        except (NotImplementedError, RuntimeError):  # a method or encryption Python does not know
            refusal = "member"
    return (name, None, refusal) if refusal else (name, target.name, None)


def _judge_name(name: str) -> str | None:
    parts = name.replace("\\", "/").split("/")
    if ".." in parts or parts[0] == "" or ":" in parts[0] or not name.isprintable():
        return "name"
    if why_not(parts[-1]) is not None:
        return "hidden"
    return "nested" if name.lower().endswith(SUFFIX) else None


def main() -> None:
    """Take apart the zip named first into the folder named second; print the members as JSON."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_LIMIT, CPU_LIMIT))
    resource.setrlimit(resource.RLIMIT_FSIZE, (UNPACKED_LIMIT, UNPACKED_LIMIT))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.stdout.write(json.dumps(_take_apart(Path(sys.argv[1]), Path(sys.argv[2]))))


if __name__ == "__main__":
    main()
