"""A release as the bulletin reads it: the rows of one surface's database, and the manifest."""

from __future__ import annotations

import json
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import duckdb

from gtrm.core.errors import PublishError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path


@dataclass(frozen=True)
class Release:
    """The release that was read, and which of its surfaces."""

    name: str
    month: str
    published_at: datetime
    surface: str


DATABASES = {"public": "public/warehouse.duckdb", "internal": "warehouse.duckdb"}


class Database:
    """One surface of a release, open for reading."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path) -> None:
        self._connection, self._path = connection, path
        self._found: dict[str, list[dict[str, Any]]] = {}  # sections ask for the same rows

    def rows(self, query: str, parameters: Sequence[object] = ()) -> list[dict[str, Any]]:
        """Return a query's rows by column name; every ? stands for a text or a list of texts.

        Written into the query as literals: to bind a parameter DuckDB's client imports pandas,
        which costs 0.8 s of CPU.

        Raises:
            PublishError: The release lacks a table or column that a bulletin needs.
        """
        text = _filled(query, parameters)
        if text not in self._found:
            self._found[text] = self._ask(text)
        return self._found[text]

    def _ask(self, text: str) -> list[dict[str, Any]]:
        try:
            result = self._connection.execute(text)
        except duckdb.Error as error:
            raise PublishError(
                f"The bulletin cannot be made: {str(error).splitlines()[0]}",
                str(self._path),
                "Make the release again with this version of the warehouse.",
            ) from error
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]


def _filled(query: str, parameters: Sequence[object]) -> str:
    first, *rest = query.split("?")
    pairs = zip(parameters, rest, strict=True)
    return first + "".join(f"{_literal(value)}{text}" for value, text in pairs)


def _literal(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(map(_literal, value))}]::varchar[]"
    return "'" + str(value).replace("'", "''") + "'"


@contextmanager
def open_release(release: Path, surface: str) -> Iterator[Database]:
    """Open a surface's database; the public one is never replaced by the internal one.

    Raises:
        PublishError: The release has no database of that surface.
    """
    path = release / DATABASES[surface]
    if not path.is_file():
        raise PublishError(
            f"The release has no {surface} database.", str(path), "Publish the month again."
        )
    with duckdb.connect(str(path), read_only=True) as connection:
        yield Database(connection, path)


def read_release(release: Path, surface: str) -> Release:
    """Return what the manifest says of the release."""
    manifest = json.loads((release / "MANIFEST.json").read_text(encoding="utf-8"))
    return Release(
        manifest["release_id"],
        manifest["month"],
        datetime.fromisoformat(manifest["published_at"]),
        surface,
    )
