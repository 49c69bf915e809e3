"""CSV of the report tables, for spreadsheets: `csv/`, and `hxl/` with a row of HXL tags.

RFC 4180 (comma, CRLF, doubled quotes, empty = null, "" = empty text) in UTF-8 with a byte order
mark: without it Excel reads Spanish accents wrongly. Dates are ISO, numbers have a point. A text
that a spreadsheet would run as a formula (it begins with = + - @, tab or carriage return) gets an
apostrophe in front; numbers never do. Programs that need every text as it is read the Parquet.
"""

from __future__ import annotations

import csv
import shutil
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import duckdb

    from gtrm.products.exports.tables import Column, Table

_FORMULA_STARTS = "('=', '+', '-', '@', chr(9), chr(13))"


def write(
    connection: duckdb.DuckDBPyConnection, tables: list[Table], folder: Path, *, hxl: bool
) -> None:
    """Write `csv/<table>.csv` and, if asked for, `hxl/<table>.csv`; rows ordered by all columns."""
    rows = folder / ".rows.csv"
    for table in tables:
        _copy_rows(connection, table, rows)
        names = [column.name for column in table.columns]
        tags = [column.tag for column in table.columns]
        _put_together(folder / "csv" / f"{table.name}.csv", [names], rows)
        if hxl:
            _put_together(folder / "hxl" / f"{table.name}.csv", [names, tags], rows)
        rows.unlink()


def _copy_rows(connection: duckdb.DuckDBPyConnection, table: Table, path: Path) -> None:
    """Let DuckDB write the rows: a million of them take seconds."""
    columns = ", ".join(f"{_harmless(column)} as {column.sql}" for column in table.columns)
    connection.execute(
        f"copy (select {columns} from (select * from {table.sql} order by all)) to ? "  # noqa: S608
        "(format csv, header false, delimiter ',', quote '\"', escape '\"', new_line '\r\n')",
        [str(path)],
    )


def _put_together(path: Path, heads: list[list[str]], rows: Path) -> None:
    path.parent.mkdir(exist_ok=True)
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file, lineterminator="\r\n").writerows(heads)
    with path.open("ab") as target, rows.open("rb") as source:
        shutil.copyfileobj(source, target)


def _harmless(column: Column) -> str:
    if column.type != "VARCHAR":
        return column.sql
    name = column.sql
    return f"case when left({name}, 1) in {_FORMULA_STARTS} then '''' || {name} else {name} end"
