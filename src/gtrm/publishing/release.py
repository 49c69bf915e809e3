"""Releases: a finished build becomes an immutable folder, and `current` moves to it in one step.

`releases/<month>-r<N>/` holds `warehouse.duckdb` (schemas marts and reporting), `parquet/` and
`MANIFEST.json`. Readers that hold an older release keep it.
"""

from __future__ import annotations

import fcntl
import hashlib
import json
import logging
import os
import re
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import duckdb

from gtrm.cycle import check_month, utc_now
from gtrm.errors import PublishError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from gtrm.settings import Settings

    Products = Callable[[Settings, Path], None]

log = logging.getLogger(__name__)

DATABASE = "warehouse.duckdb"
MANIFEST = "MANIFEST.json"
PUBLISHED_SCHEMAS = ("marts", "reporting")
SCHEMA_VERSION = 1  # raised when a published table or column is renamed or removed
_NAME = re.compile(r"(\d{4}-\d{2})-r(\d+)")


def publish(
    settings: Settings,
    month: str,
    build: str | None,
    approval: Mapping[str, Any],
    products: Products | None = None,
) -> str:
    """Make a release of a finished build and point `current` at it; return its name.

    Args:
        settings: The folders.
        month: The month that triggered the run; it names the release.
        build: Folder of the build (see `build_if_changed`); None if nothing changed, and then the
            release made from these inputs is current, or becomes it.
        approval: Who decided that this build be published, for the manifest (see `approval`).
        products: Writes what else belongs into the release (exports, bulletins, site) into its
            folder, which has the database and a manifest by then but is not current yet.

    Raises:
        PublishError: The release cannot be written or does not hold what was built.
    """
    check_month(month)
    settings.releases.mkdir(parents=True, exist_ok=True)
    with _only_one(settings.warehouse / ".publish.lock"):
        state = _state(settings, build)
        same = find_same(settings, state["fingerprint"])
        if same is not None:  # made already, by this run before it was interrupted or by another
            _swap(settings, same)
            return same
        if build is None:
            raise PublishError(
                "The current release is gone.", str(settings.current), "Run the month again."
            )
        name = _next_name(settings, month)
        part = settings.releases / f".{name}.part"
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        tables = _write_database(Path(build) / DATABASE, part)
        facts = _facts(name, month, {**state, "tables": tables, "approval": dict(approval)})
        _write_manifest(part, facts)
        if products is not None:
            products(settings, part)
        _write_manifest(part, {**facts, "files": _describe_files(part)})
        _make_durable(part)
        part.rename(settings.releases / name)
        _swap(settings, name)
    shutil.rmtree(build, ignore_errors=True)
    log.info("published %s", name)
    return name


def current_release(settings: Settings) -> Path | None:
    """Return the folder of the current release, or None before the first one."""
    return settings.current.resolve() if settings.current.is_symlink() else None


def read_manifest(folder: Path) -> dict[str, Any]:
    """Return a release's MANIFEST.json."""
    manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    return manifest


def find_same(settings: Settings, fingerprint: str) -> str | None:
    """Return the newest release if it was made from these inputs.

    It is `current`, or was about to be when the run was killed between the two last steps. An older
    release with the same inputs does not count: what changed since may have been taken back, and
    that is a new release too.
    """
    newest = max(_released(settings), key=lambda folder: _serial(folder), default=None)
    if newest is not None and read_manifest(newest)["fingerprint"] == fingerprint:
        return newest.name
    return None


def _released(settings: Settings) -> list[Path]:
    folders = settings.releases.iterdir() if settings.releases.is_dir() else iter(())
    return [path for path in folders if _NAME.fullmatch(path.name)]


def _serial(folder: Path) -> int:
    return int(read_manifest(folder)["serial"])


def _next_name(settings: Settings, month: str) -> str:
    numbers = [
        int(match[2])
        for path in _released(settings)
        if (match := _NAME.fullmatch(path.name)) and match[1] == month
    ]
    return f"{month}-r{max(numbers, default=0) + 1}"


def _state(settings: Settings, build: str | None) -> dict[str, Any]:
    if build is None:
        current = current_release(settings)
        return read_manifest(current) if current else {"fingerprint": ""}
    state: dict[str, Any] = json.loads((Path(build) / "inputs.json").read_text(encoding="utf-8"))
    serials = [_serial(path) for path in _released(settings)]
    return {**state, "serial": max(serials, default=0) + 1}


def _write_database(build_file: Path, folder: Path) -> dict[str, int]:
    """Copy the published schemas into a file of their own, and to Parquet; return row counts."""
    target = folder / DATABASE
    try:
        with duckdb.connect() as connection:
            connection.execute(f"attach '{_quoted(build_file)}' as build (read_only)")
            connection.execute(f"attach '{_quoted(target)}' as warehouse")
            _copy_schemas(connection)
            connection.execute("checkpoint warehouse")
        with duckdb.connect(str(target), read_only=True) as connection:
            tables = _export_parquet(connection, folder / "parquet")
    except duckdb.Error as error:
        raise PublishError(
            f"The build cannot be copied: {error}.", str(build_file), "Run the month again."
        ) from error
    if (folder / f"{DATABASE}.wal").exists():
        raise PublishError("The release was not closed.", str(target), "Run the month again.")
    return tables


def _copy_schemas(connection: duckdb.DuckDBPyConnection) -> None:
    """Copy table by table with constraints and comments, leaving staging behind."""
    found = connection.execute(
        "select schema_name, table_name, sql, comment from duckdb_tables() "
        "where database_name = 'build' and schema_name in ? order by schema_name, table_name",
        [list(PUBLISHED_SCHEMAS)],
    ).fetchall()
    for schema in PUBLISHED_SCHEMAS:
        connection.execute(f"create schema warehouse.{schema}")
    connection.execute("use warehouse")
    for schema, table, definition, comment in found:
        connection.execute(definition)
        name = f'{schema}."{table}"'
        connection.execute(f"insert into {name} from build.{name}")
        connection.execute(f"comment on table {name} is '{_quoted(comment or '')}'")
        columns = connection.execute(
            "select column_name, comment from duckdb_columns() where database_name = 'build' "
            "and schema_name = ? and table_name = ? and comment is not null",
            [schema, table],
        ).fetchall()
        for column, text in columns:
            connection.execute(f"comment on column {name}.\"{column}\" is '{_quoted(text)}'")
    connection.execute("use memory")


def _export_parquet(connection: duckdb.DuckDBPyConnection, folder: Path) -> dict[str, int]:
    counts = {}
    rows = connection.execute(
        "select schema_name, table_name from duckdb_tables() order by all"
    ).fetchall()
    for schema, table in rows:
        path = folder / schema / f"{table}.parquet"
        path.parent.mkdir(parents=True, exist_ok=True)
        name = f'{schema}."{table}"'
        written = connection.execute(f"copy {name} to '{_quoted(path)}' (format parquet)")
        counts[f"{schema}.{table}"] = int(written.fetchall()[0][0])
    return counts


def _facts(name: str, month: str, state: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "release_id": name,
        "month": month,
        "schema_version": SCHEMA_VERSION,
        "published_at": utc_now().isoformat(),
        **state,
    }


def _describe_files(folder: Path) -> dict[str, Any]:
    files = sorted(path for path in folder.rglob("*") if path.is_file() and path.name != MANIFEST)
    return {
        str(path.relative_to(folder)): {"bytes": path.stat().st_size, "sha256": _sha256(path)}
        for path in files
    }


def _write_manifest(folder: Path, manifest: Mapping[str, Any]) -> None:
    (folder / MANIFEST).write_text(
        json.dumps(manifest, ensure_ascii=False, indent=1) + "\n", encoding="utf-8"
    )


def _make_durable(folder: Path) -> None:
    """Make files read-only and flush them, so that a power cut cannot leave half a release."""
    for path in [*folder.rglob("*"), folder]:
        if path.is_file():
            path.chmod(0o444)
        _flush(path)


def _swap(settings: Settings, name: str) -> None:
    link = settings.warehouse / ".current.part"
    link.unlink(missing_ok=True)
    link.symlink_to(Path("releases") / name)
    link.replace(settings.current)
    _flush(settings.warehouse)
    _flush(settings.releases)


def _flush(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _only_one(path: Path) -> Iterator[None]:
    """Wait until no other process publishes; the lock goes with the process that holds it."""
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _quoted(text: object) -> str:
    return str(text).replace("'", "''")
