"""What is exported: the report tables of a release with their columns, comments and HXL tags."""

from __future__ import annotations

import csv
from collections import defaultdict
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import yaml

from gtrm.core.settings import PROJECT_ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping

    import duckdb

SCHEMA = "reporting"
WITHHELD = "withheld_figures"  # public tables: names of the row's columns that are kept back
_FOLDER = Path(__file__).parent
_COLUMNS = """
    select table_name, column_name, data_type, coalesce(comment, '')
    from duckdb_columns()
    where database_name = current_database() and schema_name = ?
    order by table_name, column_index
"""
_COMMENTS = """
    select table_name, coalesce(comment, '')
    from duckdb_tables()
    where database_name = current_database() and schema_name = ?
"""


@dataclass(frozen=True)
class Column:
    """A column: name, DuckDB type, what it means (Spanish, English), HXL tag or ''."""

    name: str
    type: str
    es: str
    en: str
    tag: str

    @property
    def sql(self) -> str:
        """The name as an SQL identifier."""
        return f'"{self.name}"'


@dataclass(frozen=True)
class Table:
    """A report table: sheet name, what a row is (Spanish and English), columns, rows."""

    name: str
    sheet: str
    grain_es: str
    grain_en: str
    columns: tuple[Column, ...]
    count: int

    @property
    def sql(self) -> str:
        """The name as an SQL identifier."""
        return f'{SCHEMA}."{self.name}"'

    @property
    def has_withheld(self) -> bool:
        """Whether its rows say which of their figures are kept back."""
        return any(column.name == WITHHELD for column in self.columns)


@dataclass(frozen=True)
class Surface:
    """Which surface is written ('internal' or 'public'), and the release's manifest."""

    name: str
    manifest: Mapping[str, Any]


@cache
def load_words() -> dict[str, Any]:
    """Return exports.yml: tables in their order, the readme's texts, limits."""
    return _read("exports.yml")


@cache
def load_tags() -> dict[str, str]:
    """Return hxl.yml: HXL tag by column name."""
    return _read("hxl.yml")


def read_spanish() -> dict[str, str]:
    """Return the Spanish text of each table, column and table.column: dictionary_es.csv.

    The database has the English ones only.
    """
    path = PROJECT_ROOT / "dbt_project" / "dictionary_es.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {row["name"]: row["description_es"] for row in csv.DictReader(file)}


def read_tables(connection: duckdb.DuckDBPyConnection) -> list[Table]:
    """Return the report tables of a database in the order of exports.yml, others behind."""
    spanish = {WITHHELD: load_words()["readme"]["withheld_es"], **read_spanish()}
    columns: dict[str, list[Column]] = defaultdict(list)
    for table, name, kind, meaning in connection.execute(_COLUMNS, [SCHEMA]).fetchall():
        es = spanish.get(f"{table}.{name}") or spanish.get(name, "")
        columns[table].append(Column(name, kind, es, meaning, load_tags().get(name, "")))
    comments = dict(connection.execute(_COMMENTS, [SCHEMA]).fetchall())
    known = load_words()["tables"]
    names = [name for name in known if name in comments] + sorted(comments.keys() - known.keys())
    return [
        Table(
            name=name,
            sheet=known.get(name, {}).get("sheet", name.removeprefix("rpt_"))[:31],
            grain_es=known.get(name, {}).get("es", ""),
            grain_en=comments[name],
            columns=tuple(columns[name]),
            count=_count(connection, name),
        )
        for name in names
    ]


def _count(connection: duckdb.DuckDBPyConnection, name: str) -> int:
    found = connection.execute(f'select count(*) from {SCHEMA}."{name}"').fetchall()  # noqa: S608
    return int(found[0][0])


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((_FOLDER / name).read_text(encoding="utf-8"))
    return content
