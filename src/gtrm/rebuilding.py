"""`gtrm rebuild`: make a release again from the archive and its own lists, and compare the values.

The promise is the same values in every published table, in any order of rows; not the same bytes.
"""

from __future__ import annotations

import logging
import tempfile
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gtrm import config, pipeline
from gtrm.config import for_dbt
from gtrm.config.documents import KEPT
from gtrm.core.errors import ArchiveError, PublishError, SettingsError
from gtrm.intake import archive, landed
from gtrm.warehouse import build, database, differences, history, inputs, release

if TYPE_CHECKING:
    from gtrm.core.settings import Settings

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Rebuilt:
    """A release made again.

    `changed`: what has changed since it was made (the code, a tool), shown as a warning; it may be
    the reason why tables differ.
    """

    release_id: str
    tables: list[differences.Comparison]
    changed: list[str]

    @property
    def different(self) -> list[differences.Comparison]:
        """The tables that do not have the values of the release."""
        return [table for table in self.tables if not table.is_same]

    def __str__(self) -> str:
        same = len(self.tables) - len(self.different)
        lines = [
            f"{self.release_id}: {same} de {len(self.tables)} tablas con los mismos valores · "
            f"{same} of {len(self.tables)} tables with the same values"
        ]
        for one in self.different:
            told = f"{one.only_first} / {one.only_second}"
            if one.only_first is None:
                told = "otras columnas · other columns"
            lines.append(f"  {one.table}: {told} (publicado · published / rehecho · rebuilt)")
        if self.changed:
            lines.append(f"  Hoy es distinto · different today: {', '.join(self.changed)}")
        return "\n".join(lines)


def rebuild(settings: Settings, name: str, output: Path | None = None) -> Rebuilt:
    """Make a release again and compare it with what was published.

    The installation does not change, except that the archive restores lost files (see `custody`):
    files are read from it, lists from the release, and all else is in a separate folder.

    Args:
        settings: The folders.
        name: The release, such as '2021-09-r2'.
        output: A folder to keep the database and its Parquet in; None: they are thrown away.

    Raises:
        SettingsError: The output folder holds something.
        PublishError: There is no such release, it keeps no lists, or a file is not in the archive.
        BuildError: The present code cannot build it.
    """
    folder = settings.releases / name
    if not (folder / "inputs" / "config").is_dir():
        raise PublishError(
            f"{name} cannot be rebuilt: it is no release, or one from before lists were kept.",
            str(folder),
            f"See the folders in {settings.releases}.",
        )
    if output is not None and output.is_dir() and any(output.iterdir()):
        raise SettingsError("The folder is not empty.", str(output), "Name a new one.")
    manifest = release.read_manifest(folder)
    settings.build.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="rebuild-", dir=settings.build) as work:
        own = _settings_of(settings, folder, Path(work) / "warehouse")
        received = _received(settings, manifest)
        lists = _check_lists(own, folder)
        pipeline.land_again(own, received)
        for_dbt.write(lists, own.landing, landed.all_months(own))
        history.prepare(settings, Path(work) / "history", manifest["month"], manifest)
        # dbt's tests are not needed: equal values are those of a release that passed the tests.
        build.run_dbt(own, Path(work), manifest["as_of"], "test")
        made = output or Path(work) / "release"
        made.mkdir(parents=True, exist_ok=True)
        database.write(Path(work) / build.BUILD_FILE, made, manifest)
        tables = differences.compare(folder / release.DATABASE, made / release.DATABASE)
        return Rebuilt(name, tables, _changed(manifest, inputs.describe(own)))


def _settings_of(settings: Settings, folder: Path, warehouse: Path) -> Settings:
    """The installation as the release was made with: its lists, and a warehouse of its own."""
    kept = folder / "inputs"
    people = kept / "shares.csv"
    return replace(
        settings,
        warehouse=warehouse,
        config=kept / "config",
        population_shares=people if people.is_file() else None,
    )


def _check_lists(settings: Settings, folder: Path) -> config.Config:
    """Return the lists that a release keeps."""
    try:
        return config.check(settings, KEPT)
    except config.ConfigError as error:
        raise PublishError(
            f"{folder.name} cannot be rebuilt: a list that it keeps is refused today. {error}",
            str(folder / "inputs" / "config"),
            "Check out the code of that release (its MANIFEST.json names it) and rebuild there.",
        ) from error


def _received(settings: Settings, manifest: dict[str, Any]) -> list[str]:
    """Return the submissions of a release; their bytes are in the archive as they were received."""
    for one in manifest["submissions"]:
        try:
            receipt = archive.receipt_of(settings, one["submission_id"])
            archive.open_bytes(settings, receipt)
        except ArchiveError as error:
            raise PublishError(
                f"{one['file_name']} of {one['cycle_month']} is not in the archive as received. "
                f"{error.what}",
                str(error.where),
                f"{error.fix} Or bring raw/archive back from its backup.",
            ) from error
        if receipt.sha256 != one["sha256"]:
            raise PublishError(
                f"{one['file_name']} of {one['cycle_month']} is not in the archive as received: "
                "it has another file of that name.",
                str(archive.content_path(settings, receipt)),
                "Bring raw/archive back from its backup.",
            )
    return [one["submission_id"] for one in manifest["submissions"]]


def _changed(manifest: dict[str, Any], now: dict[str, Any]) -> list[str]:
    changed = ["code"] if manifest["code_sha256"] != now["code_sha256"] else []
    before, after = manifest["versions"], now["versions"]
    return changed + [
        f"{tool} {before.get(tool)} → {after.get(tool)}"
        for tool in sorted(before.keys() | after.keys())
        if tool != "git_commit" and before.get(tool) != after.get(tool)
    ]
