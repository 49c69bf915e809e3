"""The figures of the site: each dataset is one SELECT on the release's database.

`datasets/<name>.sql` is the SQL that the page shows for a figure, and the SQL that is run here, so
the two cannot differ. `definitions/*.yml` say what its figures mean. Columns of values keep their
names; `scope_code` is a region, or 'PE' for the country.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from gtrm.core.errors import PublishError
from gtrm.products.texts import load_texts

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

SURFACES = {"public": "public/warehouse.duckdb", "internal": "warehouse.duckdb"}

_FOLDER = Path(__file__).parent / "datasets"
_TABLE = re.compile(r"\b(?:marts|reporting)\.\w+")
_WITHHELD = "withheld"
# Columns that releases made before them lack; each stands in a line of its own.
_LATER = {
    "people_without_breakdown_count",
    "people_regions_without_breakdown_count",
    "people_nationwide_without_breakdown_count",
    "people_without_breakdown_cumulated_count",
    "is_outside_bounds",
    "months_outside_bounds_count",
}


@dataclass(frozen=True)
class Dataset:
    """What a query of the site gives on one surface.

    `columns` holds lists of equal length in the order of the rows, encoded by `encode`.
    """

    sql: str
    columns: dict[str, Any]


@cache
def definitions() -> dict[str, dict[str, Any]]:
    """Return what each dataset's figures mean; dimensions have no entry."""
    found: dict[str, dict[str, Any]] = {}
    for path in sorted((_FOLDER.parent / "definitions").glob("*.yml")):
        found |= load_texts(path)
    return found


def read_datasets(release: Path, surface: str) -> dict[str, Dataset]:
    """Return the datasets that a surface of a release holds, without those whose tables it lacks.

    Raises:
        PublishError: The surface's database is missing, or a query cannot be run on it.
    """
    path = release / SURFACES[surface]
    if not path.is_file():
        raise PublishError("The release lacks a database.", str(path), "Publish the month again.")
    with duckdb.connect(str(path), read_only=True) as connection:
        tables = _tables(connection)
        queries = {
            name: adapt(sql, tables)
            for name, sql in _queries().items()
            if _is_shown(name, surface) and set(_TABLE.findall(sql)) <= set(tables)
        }
        return {name: _read(connection, name, sql) for name, sql in queries.items()}


def adapt(sql: str, tables: Mapping[str, Sequence[str]]) -> str:
    """Return a query without the lines whose columns its tables do not have.

    Only tables of the public surface have the column `withheld_figures`, and not every release has
    the columns of `_LATER`; a query asks for them in lines that hold nothing else.
    """
    held = {column for table in _TABLE.findall(sql) for column in tables[table]}
    lines = [line for line in sql.split("\n") if line.strip(" ,") not in _LATER - held]
    if "withheld_figures" not in held:
        lines = [line for line in lines if _WITHHELD not in line]
    return "\n".join(lines)


def encode(values: Sequence[Any]) -> list[Any] | dict[str, list[Any]]:
    """Return a column as JSON holds it: numbers as they are, texts as codes into a list of them.

    A null is null among numbers and -1 among codes; booleans are 0 and 1.
    """
    if all(value is None or isinstance(value, (int, float, Decimal)) for value in values):
        return [_number(value) for value in values]
    texts = [None if value is None else str(value) for value in values]
    codes = {text: code for code, text in enumerate(sorted({text for text in texts if text}))}
    return {"texts": list(codes), "codes": [codes.get(text, -1) if text else -1 for text in texts]}


@cache
def _queries() -> dict[str, str]:
    files = sorted(_FOLDER.glob("*.sql"))
    return {path.stem: path.read_text(encoding="utf-8").strip() for path in files}


def _is_shown(name: str, surface: str) -> bool:
    return surface == "internal" or not definitions().get(name, {}).get("is_internal", False)


def _tables(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    rows = connection.execute(
        "select schema_name || '.' || table_name, list(column_name) from duckdb_columns() "
        "where schema_name in ('marts', 'reporting') group by all"
    ).fetchall()
    return dict(rows)


def _read(connection: duckdb.DuckDBPyConnection, name: str, sql: str) -> Dataset:
    try:
        found = connection.execute(f"from (\n{sql}\n) order by all")
    except duckdb.Error as error:
        raise PublishError(
            f"The site's query {name} fails: {error}.", name, "Make it fit the release's tables."
        ) from error
    names = [column[0] for column in found.description]
    rows = found.fetchall()
    values = list(zip(*rows, strict=True)) if rows else [()] * len(names)
    return Dataset(sql, {one: encode(own) for one, own in zip(names, values, strict=True)})


def _number(value: float | Decimal | None) -> float | int | None:
    if value is None:
        return None
    return int(value) if value == int(value) else float(value)
