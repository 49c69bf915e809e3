"""Short texts that change when code or lists do, so that work is done again where it must be."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from gtrm.core.settings import Settings

# What reading and checking depend on: a change in any of it re-reads every archived file.
_READING_CODE = (
    "src/gtrm/core/*.py",
    "src/gtrm/config/*.py",
    "src/gtrm/lists/*.py",
    "src/gtrm/intake/**/*.*",
    "src/gtrm/rules/**/*.*",
    "dbt_project/seeds/ref_*.csv",
    "expectations/*.json",
)


def of_reading(settings: Settings) -> str:
    """Return a short hash of the reading code, templates, code lists, aliases and rules."""
    code = hash_files(settings.home, _READING_CODE)
    lists = hash_files(settings.config, ("aliases.csv", "matching.yml", "response.yml"))
    return hashlib.sha256(f"{code}{lists}".encode()).hexdigest()[:16]


def hash_files(root: Path, patterns: Iterable[str]) -> str:
    """Return one SHA-256 over the names and contents of files, independent of their order."""
    digest = hashlib.sha256()
    paths = {path for pattern in patterns for path in root.glob(pattern)}
    for path in sorted(paths):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(f"{path.relative_to(root)}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
