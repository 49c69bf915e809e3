"""dbt's own documentation as one static page, made once per release."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from gtrm.core.errors import BuildError
from gtrm.warehouse import dbt_command

if TYPE_CHECKING:
    from gtrm.core.settings import Settings

PAGE = "index.html"


def folder(settings: Settings) -> Path:
    """Return where the current release's page is, or will be."""
    return settings.warehouse / "models" / settings.current.resolve().name


def write(settings: Settings) -> Path:
    """Write the page of the current release if it is not there; return its path.

    dbt reads the release (read-only) for what is in it and the project for how it is made.

    Raises:
        BuildError: dbt cannot make it.
    """
    page = folder(settings) / PAGE
    if page.is_file():
        return page
    with tempfile.TemporaryDirectory() as target:
        _generate(settings, Path(target))
        page.parent.mkdir(parents=True, exist_ok=True)
        part = page.with_suffix(".part")
        shutil.copyfile(Path(target) / "static_index.html", part)
    part.replace(page)
    return page


def _generate(settings: Settings, target: Path) -> None:
    project = str(settings.dbt_project)
    command = [
        *dbt_command.COMMAND,
        *("--quiet", "--no-use-colors", "--log-level-file", "none"),
        *("docs", "generate", "--static", "--target", "release"),
        *("--project-dir", project, "--profiles-dir", project),
    ]
    environment = {
        **os.environ,
        "GTRM_RELEASE_FILE": str(settings.current.resolve() / "warehouse.duckdb"),
        "GTRM_LANDING": str(settings.landing),
        "DBT_TARGET_PATH": str(target),
        "DBT_LOG_PATH": str(target),
        "DO_NOT_TRACK": "1",
    }
    done = subprocess.run(command, env=environment, capture_output=True, text=True)
    if done.returncode != 0:
        raise BuildError(
            f"dbt cannot write its documentation: {done.stdout[-500:]}",
            project,
            "Correct what dbt names and start again.",
        )
