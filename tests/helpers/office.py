"""An installation in folders of its own, used as people use it."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import duckdb

from gtrm.core.settings import Settings, load_settings

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Office:
    """An installation with its own raw and warehouse folders."""

    environment: dict[str, str]

    @property
    def settings(self) -> Settings:
        return load_settings(self.environment)

    def start(self, month: str, inbox: Path | None = None, *options: str) -> subprocess.Popen[str]:
        """Start `make cycle`'s own command."""
        command = [sys.executable, str(ROOT / "scripts" / "run_cycle.py"), "--month", month]
        return subprocess.Popen(
            [*command, *(["--inbox", str(inbox)] if inbox else []), *options],
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )

    def run(self, month: str, inbox: Path | None = None, *options: str) -> str:
        """Run a month to its end and return what it printed."""
        process = self.start(month, inbox, *options)
        output = process.communicate()[0]
        assert process.returncode == 0, output
        return output

    def gtrm(self, *arguments: str) -> str:
        """Run the command line and return what it printed."""
        command = [sys.executable, "-m", "gtrm.cli", *arguments]
        done = subprocess.run(
            command, env=self.environment, capture_output=True, text=True, encoding="utf-8"
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def query(self, sql: str, *values: object) -> list[tuple[object, ...]]:
        """Ask the current release, as a reader does."""
        path = self.settings.current.resolve() / "warehouse.duckdb"
        with duckdb.connect(str(path), read_only=True) as connection:
            return connection.execute(sql, list(values)).fetchall()

    def releases(self) -> list[str]:
        """Names of the releases, sorted."""
        found = self.settings.releases.iterdir() if self.settings.releases.is_dir() else ()
        return sorted(path.name for path in found if not path.name.startswith("."))


def make_office(folder: Path, **more: str) -> Office:
    """Return an office with empty folders."""
    own = {"GTRM_RAW": str(folder / "raw"), "GTRM_WAREHOUSE": str(folder / "warehouse")}
    return Office({**os.environ, **own, **more})


def copy_office(office: Office, folder: Path, **more: str) -> Office:
    """Return an office that stands where another stands now."""
    for name in ("raw", "warehouse"):
        shutil.copytree(office.settings.warehouse.parent / name, folder / name, symlinks=True)
    return make_office(folder, **more)
