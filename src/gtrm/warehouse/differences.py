"""Two databases of published tables, compared value by value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import duckdb

from gtrm.warehouse.database import PUBLISHED_SCHEMAS, quoted

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True)
class Comparison:
    """A table in two databases: rows that only one of them has, however they are ordered.

    A row that differs in one value is counted on both sides. None: the table is not there, or has
    other columns.
    """

    table: str
    only_first: int | None
    only_second: int | None

    @property
    def is_same(self) -> bool:
        """Whether both hold the same rows."""
        return self.only_first == self.only_second == 0


def compare(first: Path, second: Path) -> list[Comparison]:
    """Return every published table of two database files, compared."""
    with duckdb.connect() as connection:
        for name, path in (("first", first), ("second", second)):
            connection.execute(f"attach '{quoted(path)}' as {name} (read_only)")
        shapes = {name: _shapes(connection, name) for name in ("first", "second")}
        return [
            Comparison(table, *_count(connection, table))
            if shapes["first"].get(table) == shapes["second"].get(table)
            else Comparison(table, None, None)
            for table in sorted(shapes["first"].keys() | shapes["second"].keys())
        ]


def _shapes(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, list[str]]:
    """Return table -> its columns with their types, in their order."""
    found = connection.execute(
        "select schema_name || '.' || table_name, "
        "list(column_name || ' ' || data_type order by column_index) "
        "from duckdb_columns() where database_name = ? and schema_name in ? group by all",
        [database, list(PUBLISHED_SCHEMAS)],
    )
    return dict(found.fetchall())


def _count(connection: duckdb.DuckDBPyConnection, table: str) -> tuple[int, int]:
    def only(one: str, other: str) -> int:
        sql = f"select count(*) from (from {one}.{table} except all from {other}.{table})"  # noqa: S608
        return int(connection.execute(sql).fetchall()[0][0])

    return only("first", "second"), only("second", "first")
