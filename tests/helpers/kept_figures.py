"""Checksums of every published table, kept in files, so that a change of the code that moves any
value is seen and named.

A checksum of each table says that something moved, one of each column says what. They do not
depend on the order of rows and columns, nor on which type of number holds a value.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import os
from collections.abc import Iterable
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb

SCHEMAS = ("marts", "reporting")
KEPT = Path(__file__).parents[1] / "pipeline" / "figures"
RENEWING = "GTRM_RENEW_FIGURES"
RENEW = f"{RENEWING}=1 .venv/bin/python -m pytest tests/pipeline -k do_not_move"
# All else is the same on any day, in any folder; received dates are part of the cases' inboxes.
EXCLUDED = {
    "marts.dim_releases.as_of_at": "when the build was started",
    "marts.dim_releases.published_at": "when the release was published",
    "reporting.rpt_published_figures.published_from_at": "when a release was published",
    "reporting.rpt_published_figures.published_to_at": "when the next release was published",
    "marts.dim_releases.input_hashes": "holds a hash of all the code",
    "marts.dim_submissions.reader_version": "a hash of the code that reads",
}

Kept = dict[str, dict[str, Any]]


@lru_cache(maxsize=1)
def read_tables(database: Path) -> dict[str, dict[str, list[str]]]:
    """Return table -> column -> its values as text, in the order of the table's rows."""
    with duckdb.connect(str(database), read_only=True) as connection:
        names = connection.execute(
            "select table_schema || '.' || table_name from information_schema.tables"
            " where table_schema in ? order by all",
            [list(SCHEMAS)],
        ).fetchall()
        return {table: _read_table(connection, table) for (table,) in names}


def _read_table(connection: duckdb.DuckDBPyConnection, table: str) -> dict[str, list[str]]:
    found = connection.execute(f"from {table}")
    columns = [name for name, *_ in found.description]
    rows = found.fetchall()
    return {
        column: [as_text(row[number]) for row in rows]
        for number, column in enumerate(columns)
        if f"{table}.{column}" not in EXCLUDED
    }


def as_text(value: object) -> str:
    """Return a value as a text that is the same whatever number type holds it."""
    if isinstance(value, float | Decimal):
        text = f"{value:.6f}".rstrip("0").rstrip(".")
        return "0" if text == "-0" else text
    if isinstance(value, list):
        return json.dumps([as_text(one) for one in value], ensure_ascii=False)
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value) if isinstance(value, int) else json.dumps(value, ensure_ascii=False)


def summarise(database: Path) -> Kept:
    """Return what is kept of a database: rows, a checksum of the table and of each column."""
    return {
        table: {
            "rows": _count(columns),
            "table": checksum_table(columns),
            "columns": {name: _checksum(values) for name, values in sorted(columns.items())},
        }
        for table, columns in read_tables(database).items()
    }


def _count(columns: dict[str, list[str]]) -> int:
    return max(map(len, columns.values()), default=0)


def checksum_table(columns: dict[str, list[str]], of: Iterable[str] | None = None) -> str:
    """Return a checksum over the rows, whatever their order and that of the columns."""
    names = sorted(columns if of is None else of)
    return _checksum("\t".join(row) for row in zip(*(columns[name] for name in names), strict=True))


def _checksum(values: Iterable[str]) -> str:
    text = "\n".join(sorted(values))
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest()[:16]


def kept_of(case: str, database: Path) -> Kept:
    """Return what is kept of a case; where it is being renewed, what its database holds."""
    path = KEPT / f"{case}.json"
    if os.environ.get(RENEWING) == "1":
        KEPT.mkdir(exist_ok=True)
        path.write_text(json.dumps(summarise(database), indent=1) + "\n", encoding="utf-8")
    kept: Kept = json.loads(path.read_text(encoding="utf-8"))
    return kept


def find_moved(kept: Kept, database: Path) -> list[str]:
    """Return what a database does not hold as it was kept: tables, columns, rows and values."""
    now = read_tables(database)
    lines = [f"{table}: the table is missing" for table in sorted(kept.keys() - now.keys())]
    for table in sorted(kept.keys() & now.keys()):
        lines += [f"{table}{told}" for told in _compare(kept[table], now[table])]
    return lines


def _compare(kept: dict[str, Any], now: dict[str, list[str]]) -> list[str]:
    was: dict[str, str] = kept["columns"]
    lines = [f".{name}: the column is missing" for name in was if name not in now]
    if _count(now) != kept["rows"]:
        lines.append(f": {kept['rows']} rows -> {_count(now)} rows")
    for name in was.keys() & now.keys():
        checksum = _checksum(now[name])
        if checksum != was[name]:
            lines.append(f".{name}: {was[name]} -> {checksum}")
    if lines:
        return sorted(lines)
    whole = checksum_table(now, was)
    if whole == kept["table"]:
        return []
    return [f": {kept['table']} -> {whole} (the same values in every column, in other rows)"]


def find_new(kept: Kept, database: Path) -> list[str]:
    """Return the tables and columns of a database of which nothing is kept."""
    lines = []
    for table, columns in read_tables(database).items():
        if table not in kept:
            lines.append(f"new table {table}")
        else:
            new = columns.keys() - kept[table]["columns"].keys()
            lines += [f"new column {table}.{name}" for name in sorted(new)]
    return lines


def assert_not_moved(case: str, database: Path) -> None:
    """Fail with every table and column that does not hold what is kept of it."""
    moved = find_moved(kept_of(case, database), database)
    told = "\n".join(
        [
            f"{len(moved)} differences from {KEPT.name}/{case}.json (old -> new):",
            *moved,
            "A restructuring moves nothing: find the cause. A correction goes into CHANGELOG.md",
            f"under behaviour changes; then renew with: {RENEW}",
        ]
    )
    assert not moved, told


def assert_nothing_new(case: str, database: Path) -> None:
    """Fail with every table and column of which nothing is kept yet."""
    new = find_new(kept_of(case, database), database)
    assert not new, "\n".join([*new, f"Nothing is kept of them: renew with: {RENEW}"])
