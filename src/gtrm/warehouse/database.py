"""A release's database: the published schemas of a build in a file of their own, and as Parquet."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import duckdb

from gtrm.core.errors import PublishError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

DATABASE = "warehouse.duckdb"
PUBLISHED_SCHEMAS = ("marts", "reporting")
UNNAMED = "this_release"  # what a build calls the release that it may become
# Columns that name a release, and the one beside each that says when it was published.
_NAMES = {
    "release_id": "published_at",
    "from_release_id": "published_from_at",
    "to_release_id": "published_to_at",
}


def write(build_file: Path, folder: Path, facts: Mapping[str, Any]) -> dict[str, int]:
    """Write the database of a release and its Parquet into a folder; return rows by table.

    Args:
        build_file: The finished build.
        folder: Of the release; gets `warehouse.duckdb` and `parquet/<schema>/<table>.parquet`.
        facts: `release_id` and `published_at`, which the build could not know.

    Raises:
        PublishError: The build cannot be copied.
    """
    target = folder / DATABASE
    try:
        with duckdb.connect() as connection:
            connection.execute(f"attach '{quoted(build_file)}' as build (read_only)")
            connection.execute(f"attach '{quoted(target)}' as warehouse")
            copy_schemas(connection)
            _name_release(connection, facts)
            connection.execute("checkpoint warehouse")
        with duckdb.connect(str(target), read_only=True) as connection:
            tables = export_parquet(connection, folder / "parquet")
    except duckdb.Error as error:
        raise PublishError(
            f"The build cannot be copied: {error}.", str(build_file), "Run the month again."
        ) from error
    if (folder / f"{DATABASE}.wal").exists():
        raise PublishError("The release was not closed.", str(target), "Run the month again.")
    return tables


def copy_schemas(connection: duckdb.DuckDBPyConnection) -> None:
    """Copy the published schemas from `build` to `warehouse`, leaving staging behind.

    Tables with constraints and comments, and the table macros, which are queries with parameters.
    """
    for schema in PUBLISHED_SCHEMAS:
        connection.execute(f"create schema warehouse.{schema}")
    connection.execute("use warehouse")
    _copy_tables(connection)
    _copy_macros(connection)
    connection.execute("use memory")


def export_parquet(connection: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, int]:
    """Write every table to `<folder>/<schema>/<table>.parquet`; return rows by table."""
    counts = {}
    rows = connection.execute(
        "select schema_name, table_name from duckdb_tables() order by all"
    ).fetchall()
    for schema, table in rows:
        path = folder / schema / f"{table}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        name = f'{schema}."{table}"'
        written = connection.execute(f"copy {name} to '{quoted(path)}' (format parquet)")
        counts[f"{schema}.{table}"] = int(written.fetchall()[0][0])
    return counts


def quoted(text: object) -> str:
    """Return a text as it is written between single quotes in SQL."""
    return str(text).replace("'", "''")


def _name_release(connection: duckdb.DuckDBPyConnection, facts: Mapping[str, Any]) -> None:
    """Put the release's name and moment where the build could only say `UNNAMED`."""
    name = facts["release_id"]
    moment = datetime.fromisoformat(facts["published_at"]).astimezone(UTC).replace(tzinfo=None)
    found = connection.execute(
        "select schema_name, table_name, list(column_name) from duckdb_columns() "
        "where database_name = 'warehouse' group by all"
    ).fetchall()
    for schema, table, columns in found:
        for column in _NAMES.keys() & set(columns):
            changes, values = f"{column} = ?", [name]
            if _NAMES[column] in columns:
                changes, values = f"{changes}, {_NAMES[column]} = ?", [name, moment]
            sql = f'update warehouse.{schema}."{table}" set {changes} where {column} = ?'  # noqa: S608
            connection.execute(sql, [*values, UNNAMED])


def _copy_tables(connection: duckdb.DuckDBPyConnection) -> None:
    found = connection.execute(
        "select schema_name, table_name, sql, comment from duckdb_tables() "
        "where database_name = 'build' and schema_name in ? order by schema_name, table_name",
        [list(PUBLISHED_SCHEMAS)],
    ).fetchall()
    for schema, table, definition, comment in found:
        connection.execute(definition)
        name = f'{schema}."{table}"'
        connection.execute(f"insert into {name} from build.{name}")
        connection.execute(f"comment on table {name} is '{quoted(comment or '')}'")
        columns = connection.execute(
            "select column_name, comment from duckdb_columns() where database_name = 'build' "
            "and schema_name = ? and table_name = ? and comment is not null",
            [schema, table],
        ).fetchall()
        for column, text in columns:
            connection.execute(f"comment on column {name}.\"{column}\" is '{quoted(text)}'")


def _copy_macros(connection: duckdb.DuckDBPyConnection) -> None:
    found = connection.execute(
        "select schema_name, function_name, parameters, macro_definition from duckdb_functions() "
        "where database_name = 'build' and function_type = 'table_macro' and schema_name in ? "
        "order by schema_name, function_name",
        [list(PUBLISHED_SCHEMAS)],
    ).fetchall()
    for schema, name, parameters, definition in found:
        names = ", ".join(parameters)
        connection.execute(f'create macro {schema}."{name}"({names}) as table {definition}')
