"""What the current release shows and withholds: readers keep it and can compare."""

from __future__ import annotations

from typing import TYPE_CHECKING

import duckdb
import pandas as pd

from gtrm.products.disclosure import figures, surface

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from gtrm.products.disclosure.rules import Rules, Table

SHOWN = 10.0  # withholding a figure that an earlier release shows protects little


def compare(
    connection: duckdb.DuckDBPyConnection, rules: Rules, cells: pd.DataFrame, release: Path | None
) -> pd.DataFrame:
    """Return the figures with `is_held`, and with the weight of those already shown raised.

    A figure is held if the earlier release withheld it and it is the same now: with another choice
    of figures to withhold, two releases together could reveal what neither reveals alone.

    Args:
        connection: Holds the prepared tables of the new release.
        rules: The rules.
        cells: The figures of the new release.
        release: Folder of the earlier release; None for the first release.
    """
    if release is None or not (release / surface.PUBLIC).exists():
        return cells.assign(is_held=False)
    tables = [rules.public[name] for name in cells["table"].unique()]
    with duckdb.connect() as other:
        surface.attach(other, release / "warehouse.duckdb", "release (read_only)")
        there = surface.prepare(other, rules)
        then = _keyed(other, there, figures.collect(other, there))
        surface.attach(other, release / surface.PUBLIC, "public (read_only)")
        marked = _marked(other, there)
    now = _keyed(connection, tables, cells)
    place = ["table", "column", "key"]
    both = now.merge(then[[*place, "value"]].merge(marked, "left", place), "left", place)
    is_same = (both["value_x"] == both["value_y"]).to_numpy()
    is_marked = both["is_marked"].notna().to_numpy()
    weight = cells["weight"].where(~(is_same & ~is_marked), cells["weight"] * SHOWN)
    return cells.assign(is_held=is_same & is_marked, weight=weight)


def _keyed(
    connection: duckdb.DuckDBPyConnection, tables: Sequence[Table], cells: pd.DataFrame
) -> pd.DataFrame:
    keys = [
        connection.execute(f"select row_id, {_key(table)} as key from {table.name}")  # noqa: S608
        .df()
        .assign(table=table.name)
        for table in tables
    ]
    return cells.merge(pd.concat(keys), "left", ["table", "row_id"])


def _marked(connection: duckdb.DuckDBPyConnection, tables: Sequence[Table]) -> pd.DataFrame:
    held = surface.columns(connection, "public")
    parts = [
        connection.execute(
            f"select {_key(table)} as key, unnest(string_split({surface.MARKS}, ', ')) as column, "  # noqa: S608
            f"true as is_marked from public.{table.name}"
        )
        .df()
        .assign(table=table.name)
        for table in tables
        if surface.MARKS in held.get(table.name, {})
    ]
    return pd.concat(parts)


def _key(table: Table) -> str:
    return f"cast(row({', '.join(table.key)}) as varchar)"
