"""A folder on an SFTP server, with asyncssh. The server's key must be known beforehand.

Names are handled as bytes: one that is not UTF-8 does not hide the rest of its folder.
"""

from __future__ import annotations

import asyncio
import posixpath
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import asyncssh
from asyncssh.constants import (
    FILEXFER_TYPE_DIRECTORY,
    FILEXFER_TYPE_REGULAR,
    FILEXFER_TYPE_SYMLINK,
)

from gtrm.intake.sources.model import (
    Download,
    Entry,
    PlaceMissingError,
    SourceDownError,
    SourceError,
)
from gtrm.intake.sources.names import readable_name

if TYPE_CHECKING:
    from collections.abc import Awaitable, Iterator, Mapping

    from gtrm.intake.sources.configuration import Limits, Source
    from gtrm.intake.sources.connections import Connection

KNOWN_HOSTS = "GTRM_KNOWN_HOSTS"  # a known_hosts file, for sources without an entry of their own
_CHUNK = 1024 * 1024
_REFUSALS = {
    FILEXFER_TYPE_REGULAR: None,
    FILEXFER_TYPE_SYMLINK: "a link, and what it leads to was not sent",
    FILEXFER_TYPE_DIRECTORY: "a folder, and its files are not read",
}
_Result = TypeVar("_Result")


@contextmanager
def open_source(
    source: Source, connection: Connection, limits: Limits, environ: Mapping[str, str]
) -> Iterator[SftpFolder]:
    """Give the folder of the source."""
    host = str(source.options.get("host") or connection.host or "")
    port = int(source.options.get("port") or connection.port or 22)
    where = f"{source.name} > {host}:{port}"
    if not host:
        raise SourceError("It has no host.", source.name, "Add `host`, or put it in the login.")
    known = _known_hosts(source, connection, environ, (host, port))
    client = _Client(known, where)
    # Nothing of the user who happens to run this: no ~/.ssh/config, keys or agent.
    options: dict[str, Any] = {
        "config": None,
        "known_hosts": known,
        "username": connection.login or "",
        "password": connection.password,
        "client_keys": _client_keys(connection, where),
        "agent_path": None,
        "gss_host": None,
        "connect_timeout": limits.timeout_seconds,
        "login_timeout": limits.timeout_seconds,
        "client_factory": lambda: client,
    }
    with _errors(where, client), asyncio.Runner() as runner:
        opened = runner.run(_connected(host, port, options))
        try:
            sftp = runner.run(_in_time(opened.start_sftp_client(path_encoding=None), limits))
            yield SftpFolder(runner, sftp, source, limits)
        finally:
            opened.abort()
            runner.run(opened.wait_closed())


class SftpFolder:
    """A remote folder as a place."""

    def __init__(
        self, runner: asyncio.Runner, sftp: asyncssh.SFTPClient, source: Source, limits: Limits
    ) -> None:
        self.runner, self.sftp, self.limits = runner, sftp, limits
        self.path = str(source.options["path"])

    def entries(self) -> list[Entry]:
        """See `Place`."""
        try:
            listed = self._wait(self.sftp.readdir(self.path.encode()))
        except (asyncssh.SFTPNoSuchFile, asyncssh.SFTPNoSuchPath) as error:
            raise PlaceMissingError(
                "There is no such folder on the server.", self.path, "Make it, or correct `path`."
            ) from error
        found = []
        for item in listed:
            raw = _bytes(item.filename)
            path, attributes = posixpath.join(self.path.encode(), raw), item.attrs
            if raw in (b".", b".."):
                continue
            if attributes.type not in _REFUSALS:
                attributes = self._look_at(path) or attributes  # the listing says nothing
            name = path.decode("utf-8", "surrogateescape")
            refusal = _REFUSALS.get(attributes.type, "no file but a pipe, socket or device")
            tag = None if refusal else _tag(attributes)
            found.append(Entry(name, readable_name(raw), attributes.size, tag, refusal))
        return found

    @contextmanager
    def download(self, entry: Entry, known_tag: str | None) -> Iterator[Download]:
        """See `Place`."""
        path = entry.path.encode("utf-8", "surrogateescape")
        with _errors(entry.name):
            before = self._wait(self.sftp.stat(path))
            file = self._wait(self.sftp.open(path, "rb", encoding=None))
            modified = before.mtime
            yield Download(
                chunks=iter(lambda: _bytes(self._wait(file.read(_CHUNK))), b""),
                size=before.size,
                modified_at=datetime.fromtimestamp(modified, UTC) if modified else None,
                tag=_tag(before),
            )
            self._wait(file.close())
            after = self._wait(self.sftp.stat(path))
        if _tag(after) != _tag(before):
            raise SourceDownError(
                "The file is still being written.", entry.name, "It is taken when it is whole."
            )

    def _look_at(self, path: bytes) -> asyncssh.SFTPAttrs | None:
        try:
            return self._wait(self.sftp.lstat(path))
        except asyncssh.SFTPNoSuchFile:
            return None  # it is gone

    def _wait(self, answer: Awaitable[_Result]) -> _Result:
        return self.runner.run(_in_time(answer, self.limits))


class _Client(asyncssh.SSHClient):
    """Says of a server whose key is not trusted what key it showed."""

    def __init__(self, known: asyncssh.SSHKnownHosts, where: str) -> None:
        self.known, self.where = known, where
        self.refusal: SourceError | None = None

    def validate_host_public_key(
        self, host: str, addr: str, port: int, key: asyncssh.SSHKey
    ) -> bool:
        """Keep the reason for the refusal, which the library's own error does not tell."""
        shown = key.get_fingerprint()
        expected = [known.get_fingerprint() for known in self.known.match(host, addr, port)[0]]
        if expected:
            self.refusal = SourceError(
                f"The server shows another key ({shown}) than the known one "
                f"({', '.join(expected)}). Nothing was sent to it.",
                self.where,
                "It may be another machine: ask its administrator. If the key was changed on "
                "purpose, put the new line into `known_hosts`.",
            )
        else:
            name = host if port == 22 else f"[{host}]:{port}"
            line = f"{name} {key.export_public_key().decode().strip()}"
            self.refusal = SourceError(
                f"The server's key ({shown}) is not known. Nothing was sent to it.",
                self.where,
                "Compare this fingerprint with the administrator's; if it is the same, write "
                f"known_hosts: '{line}'",
            )
        return False


@contextmanager
def _errors(where: str, client: _Client | None = None) -> Iterator[None]:
    try:
        yield
    except asyncssh.HostKeyNotVerifiable as error:
        unsure = SourceError("The server's key is not trusted.", where, "See docs/sources.md.")
        raise (client.refusal if client and client.refusal else unsure) from error
    except asyncssh.KeyExchangeFailed as error:
        raise SourceError(
            f"No common key or cipher ({error.reason}).",
            where,
            "See whether `known_hosts` has the kind of key the server offers.",
        ) from error
    except (asyncssh.PermissionDenied, asyncssh.IllegalUserName) as error:
        raise SourceError(
            "The server refused the login.", where, "Correct the login of `credentials`."
        ) from error
    except (asyncssh.SFTPPermissionDenied, asyncssh.SFTPNoSuchFile) as error:
        raise SourceError(
            f"The server does not give it ({error.reason}).", where, "Ask its administrator."
        ) from error
    except (asyncssh.Error, OSError, EOFError) as error:  # TimeoutError is an OSError
        what = str(error) or type(error).__name__
        raise SourceDownError(
            f"The server does not answer, or broke off ({what}).", where, "See whether it is up."
        ) from error


async def _connected(host: str, port: int, options: dict[str, Any]) -> asyncssh.SSHClientConnection:
    return await asyncssh.connect(host, port, **options)


async def _in_time(answer: Awaitable[_Result], limits: Limits) -> _Result:
    return await asyncio.wait_for(answer, limits.timeout_seconds)


def _known_hosts(
    source: Source, connection: Connection, environ: Mapping[str, str], server: tuple[str, int]
) -> asyncssh.SSHKnownHosts:
    """Return the keys that are trusted; none at all is not the library's "do not check"."""
    text = source.options.get("known_hosts") or ""
    lines = text if isinstance(text, list) else [str(text)]
    host, port = server
    if key := str(connection.extra.get("host_key") or ""):
        lines = [*lines, f"{host if port == 22 else f'[{host}]:{port}'} {key}"]
    try:
        if not any(lines) and environ.get(KNOWN_HOSTS):
            lines = [Path(environ[KNOWN_HOSTS]).read_text(encoding="utf-8")]
        return asyncssh.import_known_hosts("\n".join(map(str, lines)))
    except (OSError, ValueError) as error:
        raise SourceError(
            f"The known hosts cannot be read ({error}).",
            source.name,
            "Write one or more lines as ssh-keyscan prints them.",
        ) from error


def _client_keys(connection: Connection, where: str) -> list[asyncssh.SSHKey] | None:
    extra = connection.extra
    phrase = extra.get("private_key_passphrase")
    try:
        if text := extra.get("private_key"):
            return [asyncssh.import_private_key(str(text), phrase)]
        if path := extra.get("key_file"):
            return [asyncssh.read_private_key(str(path), phrase)]
    except (OSError, ValueError):  # KeyImportError is a ValueError
        raise SourceError(
            "The private key of the login cannot be read.",
            where,
            "Give `private_key` (the text) or `key_file` (a path), and its "
            "`private_key_passphrase`, in the connection's extra.",
        ) from None
    return None


def _tag(attributes: asyncssh.SFTPAttrs) -> str:
    return f"{attributes.size}-{attributes.mtime}"


def _bytes(value: bytes | str) -> bytes:
    return value if isinstance(value, bytes) else value.encode()
