"""What each feedback workbook was made from, so that only those that would differ are written.

`feedback.json` stands beside the folder. A workbook that somebody changed is made again.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import TYPE_CHECKING, Self

from gtrm.core import durable, fingerprints

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from gtrm.core.settings import Settings

# What a workbook depends on beside its findings: reading the archived file, and writing it.
_CODE = ("gtrm.products.feedback", "gtrm.intake.archive.copies")
_WORKBOOK = re.compile(r"_v\d+_observaciones\.xlsx$")


def code_version(settings: Settings) -> str:
    """Return a hash of the code that reads archived files and writes workbooks."""
    libraries = fingerprints.hash_files(settings.home, ("requirements.lock",))
    return f"{fingerprints.of_code(settings.home, _CODE)} {libraries}"


def fingerprint(*parts: object) -> str:
    """Return a hash of values."""
    told = json.dumps(parts, default=str)
    return hashlib.sha256(told.encode()).hexdigest()


class Record:
    """The workbooks of a folder: of which submission, made from what, and their own bytes.

    Closed, it is written, also after an error: what was written until then counts.
    """

    def __init__(self, folder: Path) -> None:
        self._folder, self._path = folder, folder.with_suffix(".json")
        self._made: dict[str, dict[str, str]] = {}

    def __enter__(self) -> Self:
        """If the record cannot be read, all workbooks are written again."""
        try:
            self._made = json.loads(self._path.read_text(encoding="utf-8"))
        except (FileNotFoundError, ValueError):
            self._made = {}
        return self

    def __exit__(self, *_: object) -> None:
        told = json.dumps(self._made, ensure_ascii=False, indent=1, sort_keys=True)
        with durable.writing(self._path) as file:
            file.write(f"{told}\n".encode())

    def has(self, name: str, made_from: str) -> bool:
        """Whether a workbook made from this is there, unchanged since it was written."""
        known = self._made.get(name)
        if known is None or known["made_from"] != made_from:
            return False
        path = self._folder / name
        return path.is_file() and fingerprints.hash_file(path) == known["sha256"]

    def note(self, path: Path, submission_id: str, made_from: str) -> None:
        """Note a workbook that was written; with '' it is written again the next time."""
        told = {
            "submission_id": submission_id,
            "made_from": made_from,
            "sha256": fingerprints.hash_file(path),
        }
        self._made[path.name] = told

    def remove_others(self, submission_of: Mapping[str, str]) -> None:
        """Remove the workbooks of submissions that are gone, or that have another name now."""
        for path in sorted(self._folder.iterdir()):
            known = self._made.get(path.name, {}).get("submission_id")
            own = submission_of.get(path.name)
            if _WORKBOOK.search(path.name) and (own is None or known not in {None, own}):
                path.unlink()
                self._made.pop(path.name, None)
