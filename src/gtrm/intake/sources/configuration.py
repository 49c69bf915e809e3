"""`config/sources.yml`, read and checked."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

import yaml

from gtrm.core.cycle import check_month
from gtrm.core.errors import SettingsError

if TYPE_CHECKING:
    from gtrm.core.settings import Settings

FILE_NAME = "sources.yml"

# kind: (what it needs, what it may have)
KINDS: dict[str, tuple[set[str], set[str]]] = {
    "folder": ({"path"}, {"sample_when_empty"}),
    "sftp": ({"path"}, {"host", "port", "known_hosts"}),
    "s3": ({"bucket"}, {"path", "endpoint", "region", "addressing"}),
    "http_folder": ({"url"}, {"allow_plain_http"}),
    "activityinfo": (
        {"form"},
        {"url", "month_field", "month_value", "filter", "columns", "allow_plain_http"},
    ),
}
_EVERY_KIND = {"name", "kind", "credentials", "sender", "files"}
_FILLED = ("path", "url", "bucket", "filter", "month_value")
_SECRETS = {"password", "passphrase", "token", "secret", "login", "user", "private_key", "api_key"}
_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,40}")
_PLACEHOLDER = re.compile(r"\{(\w*)\}")


@dataclass(frozen=True)
class Limits:
    """How much is taken, and how long is waited."""

    timeout_seconds: float = 30.0  # for a connection, and for each answer
    file_seconds: float = 600.0  # for the whole of one file
    file_mb: float = 100.0
    files: int = 2000  # in one source and month


@dataclass(frozen=True)
class Retries:
    """How often a source or file that fails is tried again; the wait doubles each time."""

    attempts: int = 3
    wait_seconds: float = 5.0
    max_wait_seconds: float = 60.0
    source_seconds: float = 1800.0  # for one source, all tries together


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
    retries: Retries = Retries()
    limits: Limits = Limits()


def load_configuration(settings: Settings, month: str) -> Configuration:
    """Return the sources of a month.

    Raises:
        SettingsError: The file is not there, or an entry of it cannot be used.
    """
    values = _read(settings)
    sources = tuple(
        _source(settings, check_month(month), item, number)
        for number, item in enumerate(values["sources"], start=1)
    )
    for name, times in Counter(source.name for source in sources).items():
        if times > 1:
            raise _wrong(f"The name {name!r} stands twice.", name, "Give each source its own.")
    if len(sources) > 1:  # the sample is for a first look, never beside what partners sent
        for source in sources:
            source.options.pop("sample", None)
    return Configuration(
        sources=sources,
        retries=_numbers(Retries(), values.get("retries"), "retries"),
        limits=_numbers(Limits(), values.get("limits"), "limits"),
    )


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
        SettingsError: The file is not there, or cannot be read.
    """
    named = (item.get("credentials") for item in _read(settings)["sources"])
    return sorted({str(name) for name in named if name})


def _read(settings: Settings) -> dict[str, Any]:
    path = settings.config / FILE_NAME
    try:
        values: dict[str, Any] = yaml.safe_load(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(
            f"The list of sources cannot be read ({error.strerror}).",
            str(path),
            f"Copy {FILE_NAME} from the project's config folder.",
        ) from error
    except yaml.YAMLError:  # its message quotes the line, which may hold a secret
        raise _wrong("It is not YAML.", FILE_NAME, "See docs/sources.md for its form.") from None
    values = values if isinstance(values, dict) else {}
    items = values.get("sources")
    if not isinstance(items, list) or not all(isinstance(item, dict) for item in items):
        raise _wrong("It has no list `sources`.", FILE_NAME, "See docs/sources.md for its form.")
    if unknown := set(values) - {"sources", "retries", "limits"}:
        raise _wrong(f"{sorted(unknown)} is not known here.", FILE_NAME, "Take it out.")
    return values


def _source(settings: Settings, month: str, item: dict[str, Any], number: int) -> Source:
    name, kind = str(item.get("name") or ""), item.get("kind")
    where = name or f"number {number}"
    if not _NAME.fullmatch(name):
        raise _wrong("The name is missing or not usable.", where, "Use a-z, 0-9, - and _.")
    if kind not in KINDS:
        raise _wrong(f"{kind!r} is not a kind of source.", where, f"Use one of {sorted(KINDS)}.")
    options = {key: value for key, value in item.items() if key not in _EVERY_KIND}
    _check_options(kind, options, where)
    for key in _FILLED:
        if key in options:
            options[key] = _fill(str(options[key]), month, where)
    if kind == "folder":
        options = _place_folder(settings, month, options)
    patterns = item.get("files") or ()
    return Source(
        name=name,
        kind=kind,
        month=month,
        options=options,
        credentials=str(item["credentials"]) if item.get("credentials") else None,
        sender=str(item["sender"]) if item.get("sender") else None,
        patterns=(patterns,) if isinstance(patterns, str) else tuple(map(str, patterns)),
    )


def _check_options(kind: str, options: dict[str, Any], where: str) -> None:
    needed, allowed = KINDS[kind]
    if secret := _SECRETS & set(options):
        raise _wrong(
            f"{sorted(secret)} stands in the file.",
            where,
            "Take it out (and change it: it has been seen); put it into an Airflow connection or "
            "AIRFLOW_CONN_<NAME>, and write `credentials: <name>` here.",
        )
    if unknown := set(options) - needed - allowed:
        raise _wrong(f"{sorted(unknown)} is not known to kind {kind}.", where, "Take it out.")
    if missing := needed - {key for key, value in options.items() if value}:
        raise _wrong(f"{sorted(missing)} is missing.", where, "Add it: see docs/sources.md.")
    for key in ("url", "endpoint"):
        if "@" in urlsplit(str(options.get(key, ""))).netloc:
            raise _wrong(
                f"`{key}` holds a login.", where, "Take it out; use `credentials: <name>`."
            )


def _fill(text: str, month: str, where: str) -> str:
    values = {"month": month, "year": month[:4], "month_number": month[5:]}

    def value(match: re.Match[str]) -> str:
        if match[1] not in values:
            raise _wrong(f"{match[0]} is not known.", where, "Use {month}, {year}, {month_number}.")
        return values[match[1]]

    return _PLACEHOLDER.sub(value, text)


def _place_folder(settings: Settings, month: str, options: dict[str, Any]) -> dict[str, Any]:
    """Make paths absolute: `raw/…` is in the installation's raw folder, others in the project."""
    path = Path(options["path"])
    if path.parts[:1] == ("raw",):
        path = settings.raw.joinpath(*path.parts[1:])
    placed = {"path": str(path if path.is_absolute() else settings.home / path)}
    if options.get("sample_when_empty"):
        placed["sample"] = str(settings.samples / month)
    return placed


_Numbers = TypeVar("_Numbers", Limits, Retries)


def _numbers(default: _Numbers, values: object, where: str) -> _Numbers:
    if values is None:
        return default
    known = {item.name for item in fields(default)}
    if not isinstance(values, dict) or set(values) - known:
        raise _wrong("It cannot be used.", where, f"Use {sorted(known)}, each with a number.")
    for key, value in values.items():
        if isinstance(value, bool) or not isinstance(value, int | float) or value < 0:
            raise _wrong(f"{key} is not a number.", where, "Write a number, such as 30.")
    changed = replace(default, **values)
    if getattr(changed, "attempts", 1) < 1:
        raise _wrong("`attempts` is less than 1.", where, "Write 1 for no second try.")
    return changed


def _wrong(what: str, where: str, fix: str) -> SettingsError:
    return SettingsError(what, f"{FILE_NAME} > {where}", fix)
