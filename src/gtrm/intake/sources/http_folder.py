"""A web folder: an index page, as nginx and Apache make them, whose links are the files.

Only links to files right inside the folder are followed, whatever the page says.
"""

from __future__ import annotations

import fnmatch
import logging
from contextlib import contextmanager
from email.utils import parsedate_to_datetime
from html.parser import HTMLParser
from typing import TYPE_CHECKING
from urllib.parse import unquote_to_bytes, urljoin, urlsplit

import httpx

from gtrm.intake.sources import web
from gtrm.intake.sources.model import Download, Entry, PlaceMissingError, SourceError
from gtrm.intake.sources.names import printable, readable_name

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import datetime

    from gtrm.intake.sources.configuration import Limits, Source
    from gtrm.intake.sources.connections import Connection

log = logging.getLogger(__name__)

# An index page also links to other pages; without `files` these are what is taken.
PATTERNS = ("*.xls*", "*.ods", "*.csv", "*.tsv", "*.zip")


@contextmanager
def open_source(
    source: Source, connection: Connection, limits: Limits, environ: Mapping[str, str]
) -> Iterator[WebFolder]:
    """Give the folder of the source."""
    url = str(source.options["url"])
    if not url.endswith("/") and ".htm" not in url.rsplit("/", 1)[-1]:
        url += "/"
    auth = httpx.BasicAuth(connection.login or "", connection.password or "")
    with web.open_client(source, url, limits, auth if connection.password else None) as client:
        yield WebFolder(client, url, source, limits)


class WebFolder:
    """The links of an index page as a place."""

    def __init__(self, client: httpx.Client, url: str, source: Source, limits: Limits) -> None:
        self.client, self.url, self.limits = client, url, limits
        self.source_name, self.patterns = source.name, source.patterns or PATTERNS

    def entries(self) -> list[Entry]:
        """See `Place`. The page says neither size nor content: each file is asked for."""
        with web.errors(self.url), self.client.stream("GET", self.url) as response:
            if response.status_code == 404:
                raise PlaceMissingError(
                    "There is no such page.", self.url, "Make the folder, or correct `url`."
                )
            web.check(response, self.url)
            page = web.read(response, self.url, self.limits)
            text = page.decode(response.encoding or "utf-8", errors="replace")
        reader = _LinkReader()
        reader.feed(text)
        inside = filter(None, (self._entry(link) for link in dict.fromkeys(reader.links)))
        return list({entry.path: entry for entry in inside}.values())

    @contextmanager
    def download(self, entry: Entry, known_tag: str | None) -> Iterator[Download | None]:
        """See `Place`."""
        with (
            web.errors(entry.name),
            self.client.stream("GET", entry.path, headers=_condition(known_tag)) as response,
        ):
            if response.status_code == 304:
                yield None
                return
            web.check(response, entry.name)
            yield Download(
                chunks=response.iter_bytes(),
                size=_length(response, entry.name),
                modified_at=_modified(response),
                tag=_tag(response),
            )

    def _entry(self, link: str) -> Entry | None:
        try:
            address = urlsplit(urljoin(self.url, link.strip()))
        except ValueError:
            return None
        raw = address.path.rsplit("/", 1)[-1]
        name = readable_name(unquote_to_bytes(raw))
        if not any(fnmatch.fnmatch(name.casefold(), wanted) for wanted in self.patterns):
            return None
        own = urlsplit(self.url)
        folder = own.path.rsplit("/", 1)[0]
        at_home = (address.scheme, address.netloc) == (own.scheme, own.netloc)
        if not at_home or address.query or "/" in name or address.path != f"{folder}/{raw}":
            log.warning(
                "%s: the link %r leads out of the folder and is left alone",
                self.source_name,
                printable(link, 100),
            )
            return None
        return Entry(address._replace(fragment="").geturl(), name)


class _LinkReader(HTMLParser):
    """Collects where the links of a page lead."""

    def __init__(self) -> None:
        super().__init__()
        self.links: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "a":
            self.links += [value for key, value in attrs if key == "href" and value]


def _length(response: httpx.Response, where: str) -> int | None:
    """Return how much is to come; None where the transfer itself marks its end."""
    headers = response.headers
    if "content-encoding" in headers or "chunked" in headers.get("transfer-encoding", ""):
        return None
    if "content-length" not in headers:
        raise SourceError(
            "The server does not say how long the file is: half of it would pass for all.",
            where,
            "Serve it with Content-Length, as every file server does.",
        )
    return int(headers["content-length"])


def _tag(response: httpx.Response) -> str | None:
    if etag := response.headers.get("etag"):
        return f"etag {etag}"
    if date := response.headers.get("last-modified"):
        return f"date {date}"
    return None


def _condition(known_tag: str | None) -> dict[str, str]:
    kind, _, value = (known_tag or "").partition(" ")
    header = {"etag": "If-None-Match", "date": "If-Modified-Since"}.get(kind)
    return {header: value} if header else {}


def _modified(response: httpx.Response) -> datetime | None:
    try:
        at = parsedate_to_datetime(response.headers["last-modified"])
    except (KeyError, ValueError):
        return None
    return at if at.tzinfo else None
