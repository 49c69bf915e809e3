"""Short texts that change when code or lists change, so that work is repeated only where needed.

Which code: the modules that an entry imports, directly or through others, and the data files in
their folders. So nobody has to keep a list of them.
"""

from __future__ import annotations

import ast
import hashlib
import re
from functools import lru_cache
from importlib.metadata import version
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from gtrm.core.settings import Settings

_PACKAGE = "gtrm"
# What makes the landing: a change in any code that it imports re-reads every archived file.
_READING = (
    *("gtrm.intake.landing", "gtrm.intake.versions", "gtrm.intake.shares"),
    *("gtrm.rules.batch", "gtrm.rules.month.comparison", "gtrm.rules.decisions"),
)
_READING_LISTS = ("dbt_project/seeds/ref_*.csv", "expectations/*.json")
_READING_LIBRARIES = (
    *("python-calamine", "olefile", "ftfy", "rapidfuzz", "duckdb", "pandas", "pyarrow"),
    "great-expectations",
)
_READING_CONFIG = ("aliases.csv", "matching.yml", "response.yml")
_MODULE = re.compile(rf"{_PACKAGE}(\.\w+)+")


def of_reading(settings: Settings) -> str:
    """Return a short hash of the reading code, its libraries, templates, lists, aliases, rules."""
    parts = (
        *(version(name) for name in _READING_LIBRARIES),
        of_code(settings.home, _READING),
        hash_files(settings.home, _READING_LISTS),
        hash_files(settings.config, _READING_CONFIG),
    )
    return hashlib.sha256("".join(parts).encode()).hexdigest()[:16]


def of_code(home: Path, entries: Iterable[str]) -> str:
    """Return one SHA-256 of the code that modules import and of the data beside it.

    Args:
        home: The folder with `src/gtrm`.
        entries: Modules, such as "gtrm.intake.landing".
    """
    source = home / "src"
    files: set[Path] = set()
    waiting = set(entries)
    seen: set[str] = set()
    while waiting:
        seen.add(name := waiting.pop())
        if (path := _file_of(source, name)) is None:
            continue
        files.add(path)
        files.update(_data_beside(path))
        status = path.stat()
        waiting |= _imported(path, status.st_mtime_ns, status.st_size) - seen
        waiting |= {name.rpartition(".")[0]} - seen  # a package's own code runs first
    return _hash(source, files)


def hash_files(root: Path, patterns: Iterable[str]) -> str:
    """Return one SHA-256 over the names and contents of files, independent of their order."""
    return _hash(root, {path for pattern in patterns for path in root.glob(pattern)})


def hash_file(path: Path) -> str:
    """Return the SHA-256 of a file's bytes, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _hash(root: Path, paths: set[Path]) -> str:
    digest = hashlib.sha256()
    for path in sorted(paths):
        if path.is_file() and "__pycache__" not in path.parts:
            digest.update(f"{path.relative_to(root)}\0{hash_file(path)}\0".encode())
    return digest.hexdigest()


def _file_of(source: Path, module: str) -> Path | None:
    """The file of a module or package; None if the name is not one, such as that of a function."""
    path = source.joinpath(*module.split("."))
    found = (path.with_suffix(".py"), path / "__init__.py")
    return next((one for one in found if module and one.is_file()), None)


def _data_beside(path: Path) -> Iterator[Path]:
    """Files that are no code in a module's folder, and in folders of it that hold no code."""
    for one in path.parent.iterdir():
        if one.is_dir() and one.name != "__pycache__" and not any(one.glob("*.py")):
            yield from one.rglob("*")
        elif one.suffix != ".py":
            yield one


@lru_cache(maxsize=1_000)
def _imported(path: Path, _changed: int, _size: int) -> frozenset[str]:
    """The modules of the package that a file names: imported, or started as a process.

    A name imported from a module may be a module itself. What only types need is left out.
    """
    found: set[str] = set()
    for statement in ast.parse(path.read_bytes()).body:
        if isinstance(statement, ast.If) and ast.unparse(statement.test) == "TYPE_CHECKING":
            continue
        for node in ast.walk(statement):
            if isinstance(node, ast.ImportFrom):
                found.update(f"{node.module}.{one.name}" for one in node.names)
                found.add(str(node.module))
            elif isinstance(node, ast.Import):
                found.update(one.name for one in node.names)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                found.add(node.value)
    return frozenset(name for name in found if _MODULE.fullmatch(name))
