"""Where things are. Read once at the edge (CLI, DAG task, test) and passed in."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

PROJECT_ROOT = Path(__file__).resolve().parents[3]


@dataclass(frozen=True)
class Settings:
    """The folders of one installation.

    `raw` holds what partners sent (inbox, archive); `warehouse` all that can be made again
    from it (landing, build, releases, reports).
    """

    home: Path
    raw: Path
    warehouse: Path
    config: Path
    population_shares: Path | None = None
    approve_as: str | None = None
    commit: str | None = None
    backup: Path | None = None

    @property
    def samples(self) -> Path:
        """Committed sample months, one folder each."""
        return self.home / "raw" / "samples"

    @property
    def inbox(self) -> Path:
        """Where a month's files are dropped: one folder per month."""
        return self.raw / "inbox"

    @property
    def archive(self) -> Path:
        """Every byte ever received, by content."""
        return self.raw / "archive"

    @property
    def landing(self) -> Path:
        """Parquet written by intake and validation, read by dbt."""
        return self.warehouse / "landing"

    @property
    def build(self) -> Path:
        """Private build files, one folder per run."""
        return self.warehouse / "build"

    @property
    def releases(self) -> Path:
        """Published releases, immutable."""
        return self.warehouse / "releases"

    @property
    def current(self) -> Path:
        """Link to the newest release: what readers open."""
        return self.warehouse / "current"

    @property
    def reports(self) -> Path:
        """QA reports and partner feedback, one folder per month."""
        return self.warehouse / "reports"

    @property
    def expectations(self) -> Path:
        """Validation suites (JSON)."""
        return self.home / "expectations"

    @property
    def dbt_project(self) -> Path:
        """The dbt project."""
        return self.home / "dbt_project"

    @property
    def seeds(self) -> Path:
        """Code lists (CSV), shared by validation and dbt."""
        return self.dbt_project / "seeds"


def load_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Return the settings of this installation.

    Args:
        environ: Read for GTRM_HOME (the project), GTRM_RAW, GTRM_WAREHOUSE, GTRM_CONFIG (folders)
            and GTRM_PIN_SHARES (a people-in-need file for `maxsector_2022`). Unset or empty means
            the folder of that name in the project, and no shares. GTRM_APPROVE_AS (who approves the
            publication: `make cycle` sets it) and GTRM_COMMIT (the code's commit, for an
            installation without git) are nobody and unknown. GTRM_BACKUP (a copy of the raw folder,
            from which the archive restores lost files) is none.
    """
    home = Path(environ.get("GTRM_HOME") or PROJECT_ROOT).resolve()
    shares, backup = environ.get("GTRM_PIN_SHARES"), environ.get("GTRM_BACKUP")
    return Settings(
        home=home,
        raw=Path(environ.get("GTRM_RAW") or home / "raw").resolve(),
        warehouse=Path(environ.get("GTRM_WAREHOUSE") or home / "warehouse").resolve(),
        config=Path(environ.get("GTRM_CONFIG") or home / "config").resolve(),
        population_shares=Path(shares).resolve() if shares else None,
        approve_as=environ.get("GTRM_APPROVE_AS") or None,
        commit=environ.get("GTRM_COMMIT") or None,
        backup=Path(backup).resolve() if backup else None,
    )
