"""Filled in with the issue."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    import duckdb

    from gtrm.settings import Settings

COLUMNS: tuple[str, ...] = ()


def compute(connection: duckdb.DuckDBPyConnection, settings: Settings) -> pd.DataFrame:
    """Return COLUMNS of the month's rows, indexed by `row_number`."""
    numbers = connection.execute("select row_number from reported where is_of_month order by 1")
    return pd.DataFrame(index=numbers.df()["row_number"])
