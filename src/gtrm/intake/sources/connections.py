"""Credentials, from Airflow's connections or the environment; never from a file of the project."""

from __future__ import annotations

import base64
import json
import logging
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, quote, quote_plus, unquote, urlsplit

from gtrm.intake.sources.model import SourceError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

log = logging.getLogger(__name__)

PREFIX = "AIRFLOW_CONN_"
MASK = "***"
_SECRET_WORDS = ("secret", "token", "password", "passphrase", "private", "api_key")


@dataclass(frozen=True)
class Connection:
    """Who to be and where, as an Airflow connection says it. Secrets are not in its `repr`."""

    host: str | None = None
    port: int | None = None
    login: str | None = None
    password: str | None = field(default=None, repr=False)
    extra: Mapping[str, Any] = field(default_factory=dict, repr=False)

    def mask(self, text: str) -> str:
        """Return the text with every secret of the connection replaced, in any usual spelling."""
        for secret in sorted(self._secrets(), key=len, reverse=True):
            text = text.replace(secret, MASK)
        return text

    def _secrets(self) -> set[str]:
        plain = {self.password or ""}
        for key, value in self.extra.items():
            if isinstance(value, str) and any(word in key.lower() for word in _SECRET_WORDS):
                plain |= {value, *value.splitlines()}
        spelled = set()
        for text in plain:
            spelled |= {text, quote(text, safe=""), quote_plus(text), repr(text)[1:-1]}
            spelled |= {
                base64.b64encode(f"{self.login or ''}:{text}".encode()).decode(),
                json.dumps(text)[1:-1],
            }
        return {text for text in spelled if text.strip()} if any(plain) else set()


def look_up(names: Iterable[str], find: Callable[[str], str]) -> dict[str, str]:
    """Return name to URI or JSON, of those that `find` (Airflow's look-up) knows.

    A name it does not know is no error yet: its source reports it, and the others go on.
    """
    found = {}
    for name in names:
        try:
            found[name] = find(name)
        except Exception as error:  # each secrets backend raises its own; its text is not logged
            log.warning("the connection %s was not found (%s)", name, type(error).__name__)
    return found


def find_connection(
    name: str | None, connections: Mapping[str, str], environ: Mapping[str, str]
) -> Connection:
    """Return the connection of a name; an empty one for None.

    Args:
        name: As `credentials` in `config/sources.yml` says it.
        connections: Those an Airflow task has looked up: name to URI or JSON.
        environ: Read for AIRFLOW_CONN_<NAME>, the same two forms.

    Raises:
        SourceError: There is no such connection, or it cannot be read.
    """
    if name is None:
        return Connection()
    variable = f"{PREFIX}{name.upper()}"
    text = connections.get(name) or environ.get(variable)
    if not text:
        raise SourceError(
            f"The credentials {name!r} are not there.",
            variable,
            f"Make the Airflow connection {name!r}, or set {variable} to its URI or JSON.",
        )
    try:
        return _from_json(text) if text.lstrip().startswith("{") else _from_uri(text)
    except (ValueError, TypeError, AttributeError):
        # The parser's own message may quote the text: it is not passed on, not even as a cause.
        raise SourceError(
            f"The credentials {name!r} cannot be read.",
            variable,
            "Write type://login:password@host:port with special characters percent-encoded, or "
            "JSON with login, password, host, port, extra.",
        ) from None


def _from_json(text: str) -> Connection:
    values = json.loads(text)
    extra = values.get("extra") or {}
    return Connection(
        host=values.get("host") or None,
        port=int(values["port"]) if values.get("port") else None,
        login=values.get("login") or None,
        password=values.get("password") or None,
        extra=json.loads(extra) if isinstance(extra, str) else dict(extra),
    )


def _from_uri(text: str) -> Connection:
    parts = urlsplit(text)
    login_at = parts.netloc.count("@")
    elsewhere = f"{parts.path}{parts.query}{parts.fragment}"
    if not parts.scheme or login_at > 1 or "@" in elsewhere:
        raise ValueError  # a password with / ? # @ as they are: parts of it would pass for the host
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    packed = query.pop("__extra__", None)
    return Connection(
        host=unquote(parts.hostname) if parts.hostname else None,
        port=parts.port,
        login=unquote(parts.username) if parts.username else None,
        password=unquote(parts.password) if parts.password else None,
        extra={**query, **(json.loads(packed) if packed else {})},
    )
