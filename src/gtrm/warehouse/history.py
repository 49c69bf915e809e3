"""What earlier releases published: each release has it in its own tables for the next one.

A build reads it from the newest release, adds what it publishes itself (dbt's `gtrm_releases`) and
becomes the next one. Only the newest release is needed: see decision 12.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import duckdb

from gtrm.warehouse import release
from gtrm.warehouse.database import UNNAMED, quoted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from gtrm.core.settings import Settings

# The source's tables: where a release has them, and the columns that are handed on.
_TABLES = {
    "releases": (
        "marts/dim_releases",
        (
            *("release_id", "serial", "month_code", "published_at", "as_of_at", "schema_version"),
            *("submissions_count", "input_hashes"),
        ),
    ),
    "contributions": (
        "marts/bridge_releases_submissions",
        (
            *("contribution_id", "submission_id", "cycle_month", "file_name", "received_at"),
            *("month_code", "region_pcode", "is_late", "is_correction", "rows_received_count"),
            *("rows_counted_count", "from_serial", "to_serial"),
        ),
    ),
    "figures": (
        "reporting/rpt_published_figures",
        (
            *("figure_id", "report_name", "month_code", "first_month_code", "region_pcode", "keys"),
            *("figure_name", "figure_value", "from_serial", "to_serial"),
        ),
    ),
}
# A rebuild must use only what was known then.
_FORGET_LATER = (
    "delete from releases where serial >= $serial",
    "delete from contributions where from_serial >= $serial",
    "delete from figures where from_serial >= $serial",
    "update contributions set to_serial = null where to_serial >= $serial",
    "update figures set to_serial = null where to_serial >= $serial",
)


def prepare(settings: Settings, folder: Path, month: str, state: Mapping[str, Any]) -> None:
    """Write what dbt needs of the releases before a build, and a row for the one it may become.

    Args:
        settings: The folders; the newest release knows all earlier ones.
        folder: Gets `releases.parquet`, `contributions.parquet` and `figures.parquet`.
        month: The month that names the release.
        state: Of the build (see `inputs.describe`) with its `serial`: later releases are left out.
    """
    folder.mkdir(parents=True, exist_ok=True)
    newest, serial = release.newest(settings), int(state["serial"])
    with duckdb.connect() as connection:
        for name, (table, columns) in _TABLES.items():
            path = newest / "parquet" / f"{table}.parquet" if newest else None
            _load(connection, name, columns, path if path and path.is_file() else None)
        for sql in _FORGET_LATER:
            connection.execute(sql, {"serial": serial})
        row = _describe(month, state)
        connection.execute("insert into releases values (?, ?, ?, ?, ?, ?, ?, ?)", row)
        for name in _TABLES:
            target = quoted(folder / f"{name}.parquet")
            connection.execute(f"copy {name} to '{target}' (format parquet)")


def _load(
    connection: duckdb.DuckDBPyConnection, name: str, columns: tuple[str, ...], path: Path | None
) -> None:
    if path is None:  # before the first release; staging gives the columns their types
        types = (f"{one} {'integer' if one.endswith('serial') else 'varchar'}" for one in columns)
        connection.execute(f"create table {name} ({', '.join(types)})")
    else:
        sql = f"create table {name} as select {', '.join(columns)} from read_parquet(?)"  # noqa: S608
        connection.execute(sql, [str(path)])


def _describe(month: str, state: Mapping[str, Any]) -> list[object]:
    """Return the row of the release that a build may become, as the `releases` columns are."""
    as_of = datetime.fromisoformat(state["as_of"]).astimezone(UTC).replace(tzinfo=None)
    return [
        UNNAMED,
        state["serial"],
        month,
        as_of,  # until it is published
        as_of,
        release.SCHEMA_VERSION,
        len(state["submissions"]),
        json.dumps(_hashes(state), sort_keys=True),
    ]


def _hashes(state: Mapping[str, Any]) -> dict[str, str]:
    """Return name -> hash or text of all inputs that change figures, except submissions."""
    config = {f"config/{name}": text for name, text in state["config_files"].items()}
    others = {"code": state["code_sha256"], "months_open": ",".join(state["months_open"])}
    shares = {"shares": state["shares_sha256"]} if state["shares_sha256"] else {}
    return {**config, **others, **shares}
