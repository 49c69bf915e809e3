"""Superset's settings for the warehouse: one office, one machine, one file that changes by release.

Reads GTRM_WAREHOUSE (the folder with `current`; default `warehouse` below the working directory),
SUPERSET_HOME (where Superset keeps its own database) and SUPERSET_SECRET_KEY.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

SECRET_KEY = os.environ["SUPERSET_SECRET_KEY"]
SQLALCHEMY_DATABASE_URI = f"sqlite:///{Path(os.environ['SUPERSET_HOME'])}/superset.db"
PREVENT_UNSAFE_DB_CONNECTIONS = False  # DuckDB is a file of the server; it is opened read-only
DATA_CACHE_CONFIG = {"CACHE_TYPE": "NullCache"}  # a cached answer would outlive its release
BABEL_DEFAULT_LOCALE = "es"
LANGUAGES = {
    "es": {"flag": "es", "name": "Español"},
    "en": {"flag": "us", "name": "English"},
}
D3_FORMAT = {"decimal": ",", "thousands": "\u00a0", "grouping": [3], "currency": ["USD ", ""]}
TALISMAN_ENABLED = False  # loopback without TLS; behind a proxy leave it on


def open_current_release(
    uri: Any,  # noqa: ANN401 SQLAlchemy's URL
    parameters: dict[str, Any],
    *_unused: Any,  # noqa: ANN401
) -> tuple[Any, dict[str, Any]]:
    """Point a new connection at the folder that `current` means now.

    In one process DuckDB answers from a file it already holds open under the same path. By its
    release's own path a query gets the current release although another still reads the last one.
    """
    if uri.drivername.startswith("duckdb") and uri.database:
        warehouse = Path(os.environ.get("GTRM_WAREHOUSE", "warehouse")).resolve()
        *_, link, name = Path(uri.database).parts
        if link == "current":
            uri = uri.set(database=str((warehouse / link).resolve() / name))
    return uri, parameters


DB_CONNECTION_MUTATOR = open_current_release
