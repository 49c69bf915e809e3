"""What the kinds over HTTP share: a careful client, and what its answers mean."""

from __future__ import annotations

import ipaddress
import time
from contextlib import contextmanager
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import httpx

from gtrm.intake.sources.model import SourceDownError, SourceError
from gtrm.intake.sources.transfer import check_size

if TYPE_CHECKING:
    from collections.abc import Iterator

    from gtrm.intake.sources.configuration import Limits, Source


@contextmanager
def open_client(
    source: Source, url: str, limits: Limits, auth: httpx.Auth | None
) -> Iterator[httpx.Client]:
    """Give a client that follows no redirection: credentials go to no other host."""
    parts = urlsplit(url)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise SourceError("It is no http(s) address.", f"{source.name} > {url}", "Correct `url`.")
    plain = parts.scheme == "http" and not _is_here(parts.hostname)
    if auth and plain and not source.options.get("allow_plain_http"):
        raise SourceError(
            "Credentials would travel unencrypted.",
            f"{source.name} > {url}",
            "Use https; inside a closed network, add `allow_plain_http: true`.",
        )
    with httpx.Client(
        auth=auth,
        timeout=limits.timeout_seconds,
        headers={"Accept-Encoding": "identity", "User-Agent": "gtrm-warehouse"},
    ) as client:
        yield client


def read(response: httpx.Response, where: str, limits: Limits) -> bytes:
    """Return the whole body of a page or answer, within the limits of a file.

    Raises:
        SourceError: It is larger.
        SourceDownError: It takes too long.
    """
    ends, parts, size = time.monotonic() + limits.file_seconds, [], 0
    for chunk in response.iter_bytes():
        size += len(chunk)
        check_size(size, where, limits)
        if time.monotonic() > ends:
            raise SourceDownError("The answer takes too long.", where, "Try later.")
        parts.append(chunk)
    return b"".join(parts)


def check(response: httpx.Response, where: str) -> None:
    """Do nothing for a good answer.

    Raises:
        SourceError: It says no, in a way that another try does not change.
        SourceDownError: The server is out of order or overloaded.
    """
    status = response.status_code
    if status in {401, 403}:
        raise SourceError(
            f"The server refused the credentials ({status}).", where, "Correct `credentials`."
        )
    if response.is_redirect:
        raise SourceError(
            f"It has moved to {response.headers.get('location')}.",
            where,
            "If you trust that address, write it into sources.yml.",
        )
    if status in {408, 425, 429} or status >= 500:
        raise SourceDownError(f"The server answered {status}.", where, "Try later.")
    if not response.is_success:
        raise SourceError(f"The server answered {status}.", where, "Correct the address.")


@contextmanager
def errors(where: str) -> Iterator[None]:
    """Turn what the HTTP library raises into errors of a source."""
    try:
        yield
    except httpx.InvalidURL as error:
        raise SourceError("It is no address.", where, "Correct `url`.") from error
    except (httpx.HTTPError, httpx.StreamError) as error:
        what = str(error) or type(error).__name__
        raise SourceDownError(
            f"The server does not answer, or broke off ({what}).", where, "See whether it is up."
        ) from error


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
