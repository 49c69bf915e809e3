"""`config/sources.yml` for one month: its places filled in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from gtrm.config.checking import read_document
from gtrm.config.documents import Limits, Retries, Sources
from gtrm.core.cycle import check_month
from gtrm.core.errors import SettingsError

if TYPE_CHECKING:
    from gtrm.config.documents import SourceEntry
    from gtrm.core.settings import Settings

__all__ = [
    "Configuration",
    "Limits",
    "Retries",
    "Source",
    "credential_names",
    "inbox_only",
    "load_configuration",
]

_PLACEHOLDER = re.compile(r"\{(\w+)\}")
_FILLED = ("path", "url", "bucket", "filter", "month_value")


@dataclass(frozen=True)
class Source:
    """One place submissions come from, its month filled in."""

    name: str
    kind: str
    month: str
    options: dict[str, Any]
    credentials: str | None = None
    sender: str | None = None
    patterns: tuple[str, ...] = ()  # file names to take; none: all


@dataclass(frozen=True)
class Configuration:
    """All of `config/sources.yml` for one month."""

    sources: tuple[Source, ...]
    retries: Retries = field(default_factory=Retries)
    limits: Limits = field(default_factory=Limits)


def load_configuration(settings: Settings, month: str) -> Configuration:
    """Return the sources of a month.

    Raises:
        ConfigError: The file is not there, or an entry of it cannot be used.
    """
    told = read_document(settings, Sources)
    sources = tuple(_source(settings, check_month(month), entry) for entry in told.sources)
    if len(sources) > 1:  # the sample is for a first look, never beside what partners sent
        for source in sources:
            source.options.pop("sample", None)
    return Configuration(sources, told.retries or Retries(), told.limits or Limits())


def inbox_only(settings: Settings, month: str, inbox: str) -> Configuration:
    """Return the configuration of a run on one given folder.

    Raises:
        SettingsError: It is not a folder.
    """
    folder = Path(inbox).expanduser()
    folder = (folder if folder.is_absolute() else settings.home / folder).resolve()
    if not folder.is_dir():
        raise SettingsError(
            "The inbox is not a folder.", str(folder), "Give the folder of the month's files."
        )
    source = Source("inbox", "folder", check_month(month), {"path": str(folder)})
    return Configuration((source,))


def credential_names(settings: Settings) -> list[str]:
    """Return the connections `config/sources.yml` names: what an Airflow task looks up.

    Raises:
        ConfigError: The file is not there, or cannot be used.
    """
    named = {entry.credentials for entry in read_document(settings, Sources).sources}
    return sorted(name for name in named if name)


def _source(settings: Settings, month: str, entry: SourceEntry) -> Source:
    values = {"month": month, "year": month[:4], "month_number": month[5:]}
    options = {
        key: _PLACEHOLDER.sub(lambda found: values[found[1]], value) if key in _FILLED else value
        for key, value in entry.options().items()
    }
    if entry.kind == "folder":
        options = _place_folder(settings, month, options)
    patterns = entry.files or ()
    return Source(
        name=entry.name,
        kind=entry.kind,
        month=month,
        options=options,
        credentials=entry.credentials,
        sender=entry.sender,
        patterns=(patterns,) if isinstance(patterns, str) else tuple(patterns),
    )


def _place_folder(settings: Settings, month: str, options: dict[str, Any]) -> dict[str, Any]:
    """Make paths absolute: `raw/…` is in the installation's raw folder, others in the project."""
    path = Path(options["path"])
    if path.parts[:1] == ("raw",):
        path = settings.raw.joinpath(*path.parts[1:])
    placed = {"path": str(path if path.is_absolute() else settings.home / path)}
    if options.get("sample_when_empty"):
        placed["sample"] = str(settings.samples / month)
    return placed
