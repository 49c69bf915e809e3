"""Pull the new files of every source into a temporary folder, one source after the other."""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from gtrm.core import durable
from gtrm.intake.sources import memory
from gtrm.intake.sources.batch import Batch
from gtrm.intake.sources.configuration import inbox_only, load_configuration

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from gtrm.core.settings import Settings
    from gtrm.intake.sources.model import Fetched, SourceReport

STALE = timedelta(days=1)  # what an interrupted pull left behind


@dataclass
class Pulled:
    """What one pull brought; the files in the order in which they were received."""

    files: list[Fetched] = field(default_factory=list)
    reports: list[SourceReport] = field(default_factory=list)


@contextmanager
def pull(
    settings: Settings,
    month: str,
    connections: Mapping[str, str] | None = None,
    *,
    inbox: str | None = None,
    environ: Mapping[str, str] = os.environ,
) -> Iterator[Pulled]:
    """Give the new files of all sources; archive them inside the `with`.

    They are remembered as taken when the block ends well, and fetched again if it does not: a
    crash loses nothing. The temporary folder is gone afterwards in either case.

    Args:
        settings: The folders.
        month: 'YYYY-MM', the month the files are received for.
        connections: Airflow connections a task has looked up (see `credential_names`): name to URI
            or JSON. Others are read from AIRFLOW_CONN_<NAME>.
        inbox: A folder to take instead of the configured sources.
        environ: Where AIRFLOW_CONN_<NAME> and GTRM_KNOWN_HOSTS are read.

    Raises:
        SettingsError: The month, the inbox or `config/sources.yml` cannot be used. A source that
            cannot be reached is no error: it is in the reports.
    """
    plan = inbox_only(settings, month, inbox) if inbox else load_configuration(settings, month)
    incoming = settings.raw / "incoming"
    durable.make_folder(incoming, incoming)
    _sweep(incoming)
    seen = memory.load(settings)
    with tempfile.TemporaryDirectory(prefix=f"{month}-", dir=incoming) as folder:
        pulled = Pulled()
        for source in plan.sources:
            known = seen.setdefault(source.name, {})
            batch = Batch(source, plan, Path(folder) / source.name, known)
            report = batch.run(connections or {}, environ)
            pulled.files += batch.files
            pulled.reports.append(report)
        pulled.files.sort(key=lambda file: (file.received_at, file.source_name, file.file_name))
        yield pulled
    memory.save(settings, seen)
    memory.save_reports(settings, month, pulled.reports)


def _sweep(incoming: Path) -> None:
    """Remove what pulls that were killed left behind."""
    for folder in incoming.iterdir():
        age = time.time() - folder.stat().st_mtime
        if folder.is_dir() and age > STALE.total_seconds():
            shutil.rmtree(folder, ignore_errors=True)
