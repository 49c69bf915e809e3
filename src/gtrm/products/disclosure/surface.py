# ruff: noqa: S608 - the SQL is composed of the rules' own names
"""The tables of the public surface: first chosen and numbered, later marked and written.

Between the two steps, `figures` and `suppression` find which figures must be withheld.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gtrm.core.errors import PublishError
from gtrm.products.disclosure import rollup
from gtrm.warehouse.database import quoted

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    import duckdb
    import pandas as pd

    from gtrm.products.disclosure.rules import Rules, Table

PUBLIC = "public/warehouse.duckdb"
MARKS = "withheld_figures"
_MARKS_COMMENT = (
    "Columns of this row whose figure is withheld: fewer people than the threshold, or needed to "
    "protect such a figure. They are null. Null without being named here: not reported."
)


def attach(connection: duckdb.DuckDBPyConnection, path: Path, alias: str) -> None:
    """Attach a database file."""
    connection.execute(f"attach '{quoted(path)}' as {alias}")


def columns(connection: duckdb.DuckDBPyConnection, database: str) -> dict[str, dict[str, str]]:
    """Return the type of every column of every table of an attached database."""
    found: dict[str, dict[str, str]] = {}
    rows = connection.execute(
        "select schema_name || '.' || table_name, column_name, data_type from duckdb_columns() "
        "where database_name = ? and not internal order by 1, column_index",
        [database],
    ).fetchall()
    for table, column, data_type in rows:
        found.setdefault(table, {})[column] = data_type
    return found


def check_declared(connection: duckdb.DuckDBPyConnection, rules: Rules) -> None:
    """Make sure that the rules know every table and column of the database `release`.

    Raises:
        PublishError: They do not.
    """
    held = columns(connection, "release")
    unknown = sorted(set(held) - set(rules.public) - set(rules.internal))
    for name, table in rules.public.items():
        undeclared = set(held.get(name, ())) - table.declared
        unknown += sorted(f"{name}.{column}" for column in undeclared)
    if unknown:
        raise PublishError(
            f"Nobody has decided whether this is public: {', '.join(unknown)}.",
            "config/disclosure.yml",
            "Declare it there and run the month again.",
        )


def prepare(connection: duckdb.DuckDBPyConnection, rules: Rules) -> list[Table]:
    """Copy what can be public from `release` into memory, rolled up; return these tables.

    Rows are numbered (`row_id`) in the order of their keys, so that the same release gives the same
    numbers.
    """
    held = columns(connection, "release")
    for schema in ("marts", "reporting"):
        connection.execute(f"create schema {schema}")
    rollup.prepare(connection, rules, set(held))
    tables = [table for name, table in rules.public.items() if name in held]
    for table in tables:
        connection.execute(
            f"create table {table.name} as select row_number() over (order by "
            f"{_ordered(table)}) - 1 as row_id, * from ({rollup.select(table, held[table.name])})"
        )
    return tables


def write(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[Table], withheld: pd.DataFrame
) -> None:
    """Write the tables to the attached database `warehouse`, withheld figures as null and named.

    `withheld` has one row per such figure: table, row_id, column.
    """
    connection.execute("create table withheld (table_name varchar, row_id bigint, figure varchar)")
    connection.append("withheld", withheld[["table", "row_id", "column"]])
    for schema in ("marts", "reporting"):
        connection.execute(f"create schema warehouse.{schema}")
    held = columns(connection, "memory")
    for table in tables:
        public = [column for column in held[table.name] if column != "row_id"]
        listed = [f'"{column}"' for column in public]
        source = table.name
        if table.has_marks:
            source = f"({_marked(table, public)})"
            listed = [_shown(column, table) for column in public] + [MARKS]
        connection.execute(
            f"create table warehouse.{table.name} as "
            f"select {', '.join(listed)} from {source} order by row_id"
        )
    _copy_comments(connection, tables)


def _marked(table: Table, public: list[str]) -> str:
    """Add to a table the list of its withheld columns per row, in the table's order."""
    rules = {column: f"list_contains(direct, '{column}')" for column in table.figures}
    for column, governing in table.follows.items():
        rules[column] = " or ".join(rules[other] for other in governing)
    rules.update(table.hidden)
    present = [column for column in public if column in rules]
    marks = ", ".join(
        f"case when ({rules[column]}) and \"{column}\" is not null then '{column}' end"
        for column in present
    )
    return (
        f"select numbered.*, nullif(concat_ws(', ', {marks}), '') as {MARKS} "
        f"from (select * from {table.name} left join (select row_id, list(figure) as direct from "
        f"withheld where table_name = '{table.name}' group by row_id) using (row_id)) as numbered"
    )


def _shown(column: str, table: Table) -> str:
    if column in [*table.figures, *table.follows, *table.hidden]:
        return (
            f"case when list_contains(string_split({MARKS}, ', '), '{column}') "
            f'then null else "{column}" end as "{column}"'
        )
    return f'"{column}"'


def _copy_comments(connection: duckdb.DuckDBPyConnection, tables: Sequence[Table]) -> None:
    """Give the public tables and columns their comments in the release."""
    public = columns(connection, "warehouse")
    rows = connection.execute(
        "select schema_name || '.' || table_name, null, comment from duckdb_tables() "
        "where database_name = 'release' union all "
        "select schema_name || '.' || table_name, column_name, comment from duckdb_columns() "
        "where database_name = 'release'"
    ).fetchall()
    rows += [(table.name, MARKS, _MARKS_COMMENT) for table in tables if table.has_marks]
    for table, column, text in rows:
        if text and table in public and (column is None or column in public[table]):
            what = f'column warehouse.{table}."{column}"' if column else f"table warehouse.{table}"
            connection.execute(f"comment on {what} is '{quoted(text)}'")


def _ordered(table: Table) -> str:
    return ", ".join(f"{column} nulls last" for column in _quoted(table.key))


def _quoted(names: Iterable[str]) -> list[str]:
    return [f'"{name}"' for name in names]
