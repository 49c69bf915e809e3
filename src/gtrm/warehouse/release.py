"""Releases: a finished build becomes an immutable folder, and `current` moves to it in one step.

`releases/<month>-r<N>/` holds `warehouse.duckdb` (schemas marts and reporting), `parquet/`,
`inputs/` (the lists it was made with) and `MANIFEST.json`. Readers of an older release keep it.
"""

from __future__ import annotations

import fcntl
import json
import logging
import os
import re
import shutil
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gtrm.core.cycle import check_month, utc_now
from gtrm.core.errors import PublishError
from gtrm.core.fingerprints import hash_file
from gtrm.warehouse import database, inputs

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from gtrm.core.settings import Settings

    Products = Callable[[Settings, Path], None]

log = logging.getLogger(__name__)

DATABASE = database.DATABASE
MANIFEST = "MANIFEST.json"
SCHEMA_VERSION = 2  # raised by a change that breaks readers: docs/contract.md
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
        if state["serial"] != next_serial(settings):  # its restatements are since another release
            raise PublishError(
                "Another release was published since this build was made.",
                build,
                "Nothing was published. Run the month again and approve the new build.",
            )
        name = _next_name(settings, month)
        part = settings.releases / f".{name}.part"
        shutil.rmtree(part, ignore_errors=True)
        part.mkdir()
        _keep_inputs(settings, state, part)
        facts = _facts(name, month, {**state, "approval": dict(approval)})
        facts["tables"] = database.write(Path(build) / DATABASE, part, facts)
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


def newest(settings: Settings) -> Path | None:
    """Return the folder of the release published last, which is current or about to be."""
    return max(_released(settings), key=_serial, default=None)


def next_serial(settings: Settings) -> int:
    """Return the number of the next release; they are counted over all months."""
    folder = newest(settings)
    return _serial(folder) + 1 if folder else 1


def find_same(settings: Settings, fingerprint: str) -> str | None:
    """Return the newest release if it was made from these inputs.

    It is `current`, or was about to be when the run was killed between the two last steps. An older
    release with the same inputs does not count: if a change was undone since, that is a new
    release too.
    """
    folder = newest(settings)
    if folder is not None and read_manifest(folder)["fingerprint"] == fingerprint:
        return folder.name
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
    return {"serial": next_serial(settings), **state}


def _keep_inputs(settings: Settings, state: Mapping[str, Any], folder: Path) -> None:
    """Copy the lists and rules that a release was made with into it, so that it can be rebuilt."""
    inputs.keep(settings, folder / "inputs")
    kept = inputs.hash_config(folder / "inputs" / "config")
    if state.get("config_sha256", kept) != kept:
        raise PublishError(
            "config/ has changed since this build was made.",
            str(settings.config),
            "Nothing was published. Run the month again and approve the new build.",
        )


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
        str(path.relative_to(folder)): {"bytes": path.stat().st_size, "sha256": hash_file(path)}
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
