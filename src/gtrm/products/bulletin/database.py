"""A release as the bulletin reads it: the rows of one surface's database, and the manifest."""

from __future__ import annotations

import json
from contextlib import contextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

import duckdb

from gtrm.core.errors import PublishError
from gtrm.products.bulletin.facts import MISSING, WITHHELD, Figure, Release

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

    Row = Mapping[str, Any]

DATABASES = {"public": "public/warehouse.duckdb", "internal": "warehouse.duckdb"}


class Database:
    """One surface of a release, open for reading."""

    def __init__(self, connection: duckdb.DuckDBPyConnection, path: Path) -> None:
        self._connection, self._path = connection, path

    def rows(self, query: str, parameters: Sequence[object] = ()) -> list[dict[str, Any]]:
        """Return a query's rows by column name; every ? stands for a text or a list of texts.

        Written into the query as literals: to bind a parameter DuckDB's client imports pandas,
        which costs 0.8 s of CPU.

        Raises:
            PublishError: The release lacks a table or column that a bulletin needs.
        """
        try:
            result = self._connection.execute(_filled(query, parameters))
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


def figure(row: Row, table: str, column: str, keys: Sequence[str]) -> Figure:
    """Return a row's figure with its source; null is withheld if the row says so, else missing."""
    key = ",".join(f"{name}={row[name]}" for name in keys)
    source = f"{table}|{key},{column}"
    if row[column] is not None:
        return Figure(row[column], source)
    withheld = [name.strip() for name in (row.get("withheld_figures") or "").split(",")]
    return Figure(None, source, WITHHELD if column in withheld else MISSING)


def nothing(table: str, key: str) -> Figure:
    """Return the figure of a row that is not there."""
    return Figure(None, f"{table}|{key}", MISSING)
