"""Serving: the current release's pages on this machine, under one front page.

It only reads files: the site, bulletins and exports are in the release, the QA reports beside it,
and the page of dbt is made once per release. For the public, copy `site/` to a web server; this
server answers loopback only.
"""

from __future__ import annotations

import functools
import logging
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from gtrm.products.serving import front, model_docs

if TYPE_CHECKING:
    from gtrm.core.settings import Settings

log = logging.getLogger(__name__)

LOOPBACK = "127.0.0.1"


def serve(settings: Settings, port: int) -> ThreadingHTTPServer:
    """Return a server of the current release, bound to loopback; `serve_forever` runs it.

    `/release/` is always the current release: a new one is served as soon as it is published.

    Args:
        settings: The folders.
        port: Port; 0 takes a free one.

    Raises:
        PublishError: There is no release.
        OSError: The port is taken.
    """
    front.read_release(settings)  # say now, not in the browser, that there is none
    model_docs.write(settings)
    handler = functools.partial(_Handler, settings=settings)
    return ThreadingHTTPServer((LOOPBACK, port), handler)


class _Handler(SimpleHTTPRequestHandler):
    """Files of three folders by their first path part, and the front page."""

    def __init__(self, *arguments: object, settings: Settings) -> None:
        self.settings = settings
        super().__init__(*arguments)  # type: ignore[arg-type] # what the server hands over

    def do_GET(self) -> None:
        """Answer the front page or a file."""
        if urlsplit(self.path).path != "/":
            super().do_GET()
            return
        page = front.render(self.settings).encode("utf-8")
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def translate_path(self, path: str) -> str:
        """Return the file of an address; one that leads out of the three folders has none."""
        room, _, rest = unquote(urlsplit(path).path).lstrip("/").partition("/")
        folders = {
            "release": self.settings.current,
            "reports": self.settings.reports,
            "models": model_docs.folder(self.settings),
        }
        if room not in folders:
            return str(self.settings.warehouse / "no such page")
        folder = folders[room].resolve()
        found = (folder / rest).resolve()
        inside = found.is_relative_to(folder)
        return str(found if inside else folder / "no such page") + ("/" if rest[-1:] == "/" else "")

    def list_directory(self, path: object) -> None:
        """Folders without an index have no page: the front page lists the files."""
        self.send_error(HTTPStatus.NOT_FOUND, f"No page here: {Path(str(path)).name}")

    def log_message(self, format: str, *arguments: object) -> None:
        """Keep the terminal for what people must know."""
        log.debug(format, *arguments)
