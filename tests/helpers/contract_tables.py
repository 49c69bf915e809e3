"""Empty tables of the warehouse as their dbt contracts promise them: no build needed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import duckdb
import yaml

MODELS = Path(__file__).parents[2] / "dbt_project" / "models"


@cache
def read_contracts() -> dict[str, dict[str, str]]:
    """Return column types by column name, by report table."""
    files = [yaml.safe_load(path.read_text(encoding="utf-8")) for path in MODELS.rglob("rpt_*.yml")]
    return {
        model["name"]: {column["name"]: column["data_type"] for column in model["columns"]}
        for file in files
        for model in file.get("models", [])
    }


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create the schema `reporting` with all its tables."""
    connection.execute("create schema reporting")
    for name, columns in read_contracts().items():
        types = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
        connection.execute(f"create table reporting.{name} ({types})")
