"""Exports of a release for people without SQL: a workbook, CSV and, of the public surface, Parquet.

`release/exports/internal/` is made from the release's own database, `release/exports/public/` from
`release/public/warehouse.duckdb` only. The same release always gives the same bytes. Which tables,
in which order, and what the readme says: `exports.yml`; HXL tags: `hxl.yml`.
"""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from gtrm.core.errors import PublishError
from gtrm.products.exports import csv_files, workbook
from gtrm.products.exports.tables import Surface, read_tables
from gtrm.warehouse import database as databases
from gtrm.warehouse import release as releases

if TYPE_CHECKING:
    from gtrm.core.settings import Settings

INTERNAL, PUBLIC = "internal", "public"
_DATABASES = {INTERNAL: Path(releases.DATABASE), PUBLIC: Path("public") / releases.DATABASE}
_BOOKS = {INTERNAL: "gtrm_{}.xlsx", PUBLIC: "gtrm_public_{}.xlsx"}


def write(
    settings: Settings, release: Path, surfaces: tuple[str, ...] = (INTERNAL, PUBLIC)
) -> None:
    """Write the exports of surfaces into a release folder.

    Args:
        settings: Not needed; every product of a release is called so.
        release: The folder, with database and MANIFEST.json; for the public surface with
            `public/warehouse.duckdb`.
        surfaces: Which of the two.

    Raises:
        PublishError: One of the databases is not there or cannot be read.
    """
    del settings
    for surface in surfaces:
        _write_surface(release, surface, release / "exports" / surface)


def export(
    settings: Settings,
    name: str | None,
    output: Path,
    surfaces: tuple[str, ...] = (INTERNAL, PUBLIC),
) -> Path:
    """Write the exports of any release into a folder outside it; return the folder.

    Args:
        settings: The folders.
        name: A release such as 2021-09-r2; None for the current one.
        output: Folder for `internal/` and `public/`; existing ones are replaced.
        surfaces: Which of the two. A release made before there was a public surface has none.

    Raises:
        PublishError: There is no such release, or it lacks a surface asked for.
    """
    folder = settings.releases / name if name else settings.current
    if not (folder / releases.MANIFEST).is_file():
        raise PublishError(
            "There is no such release.", str(folder), "Choose a folder of warehouse/releases."
        )
    for surface in surfaces:
        _write_surface(folder.resolve(), surface, output / surface)
    return output


def _write_surface(release: Path, surface: str, folder: Path) -> None:
    database = release / _DATABASES[surface]
    if not database.is_file():
        raise PublishError(
            f"The {surface} surface is missing.", str(database), "Write it before the exports."
        )
    manifest = releases.read_manifest(release)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    try:
        with duckdb.connect(str(database), read_only=True) as connection:
            if surface == PUBLIC:  # the release itself is its internal Parquet already
                databases.export_parquet(connection, folder / "parquet")
            tables = read_tables(connection)
            book = folder / _BOOKS[surface].format(manifest["release_id"])
            workbook.write(connection, tables, Surface(surface, manifest), book)
            csv_files.write(connection, tables, folder, hxl=surface == PUBLIC)
    except duckdb.Error as error:
        raise PublishError(
            f"The exports cannot be written: {error}.", str(database), "Publish again."
        ) from error
