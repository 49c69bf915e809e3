"""Two web servers on loopback: a folder with an index page, and ActivityInfo's query format."""

from __future__ import annotations

import base64
import contextlib
import hashlib
import json
import re
import threading
from collections.abc import Iterator
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import quote, unquote

OLD = 1_633_705_200  # 2021-10-08 15:00 UTC


class _Server(ThreadingHTTPServer):
    daemon_threads = True

    def __init__(self, handler: type[BaseHTTPRequestHandler]) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.port = self.server_address[1]
        self.requests: list[str] = []
        self.failing: list[int] = []  # answers to give before the true ones

    def handle_error(self, request, client_address) -> None:
        """A client that goes away is part of the tests."""


class Files(_Server):
    """nginx's autoindex of one folder: /5w/2021-09/."""

    folder = "/5w/2021-09/"

    def __init__(self) -> None:
        super().__init__(_FilesHandler)
        self.files: dict[str, bytes] = {}
        self.links: list[str] = []  # further links on the page, as they are
        self.password: str | None = None
        self.without_length = False
        self.etags = True

    def index(self) -> bytes:
        own = [f'<a href="{quote(name)}">{name[:20]}..&gt;</a>' for name in self.files]
        more = [f'<a href="{link}">x</a>' for link in self.links]
        lines = "\n".join(f"{link}   08-Oct-2021 15:00   12345" for link in own + more)
        title = f"Index of {self.folder}"
        return (
            f"<html>\r\n<head><title>{title}</title></head>\r\n<body>\r\n<h1>{title}</h1><hr><pre>"
            f'<a href="../">../</a>\r\n<a href="?C=M;O=A">Date</a>\n{lines}\n'
            "</pre><hr></body></html>"
        ).encode()


class _FilesHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Files

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        site = self.server
        site.requests.append(self.path)
        login = base64.b64encode(f"gtrm:{site.password}".encode()).decode()
        if site.failing and (status := site.failing.pop(0)):
            self._send(status, b"out of order")
        elif site.password and self.headers.get("Authorization") != f"Basic {login}":
            self._send(401, b"who?", **{"WWW-Authenticate": "Basic"})
        elif self.path == site.folder:
            self._send(200, site.index(), **{"Content-Type": "text/html; charset=utf-8"})
        elif self.path == site.folder.rstrip("/") + "-old/":
            self._send(301, b"", Location="http://127.0.0.1:1/elsewhere/")
        else:
            self._send_file(unquote(self.path.removeprefix(site.folder)))

    def _send_file(self, name: str) -> None:
        content = self.server.files.get(name)
        if content is None:
            self._send(404, b"no")
            return
        etag = f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'
        date = formatdate(OLD, usegmt=True)
        asked = self.headers.get("If-None-Match"), self.headers.get("If-Modified-Since")
        if asked[0] == etag or (not self.server.etags and asked[1] == date):
            self._send(304, b"")
            return
        headers = {"Last-Modified": date} | ({"ETag": etag} if self.server.etags else {})
        self._send(200, content, **headers)

    def _send(self, status: int, content: bytes, **headers: str) -> None:
        self.send_response(status)
        for key, value in headers.items():
            self.send_header(key, value)
        if self.server.without_length:
            self.send_header("Connection", "close")
            self.close_connection = True
        else:
            self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


class ActivityInfo(_Server):
    """The two calls of ActivityInfo's API that are used, as its reference describes them."""

    def __init__(self, token: str) -> None:
        super().__init__(_ActivityInfoHandler)
        self.token = token
        self.schemas: dict[str, dict] = {}
        self.records: dict[str, list[dict]] = {}  # form -> records by field id, with _id
        self.bodies: list[dict] = []

    def value(self, form: str, record: dict, formula: str):
        """Return what a formula (a path of field ids) gives for a record."""
        head, _, rest = formula.partition(".")
        if not rest:
            return record.get(head)
        field = next(f for f in self.schemas[form]["elements"] if f["id"] == head)
        if field["type"] == "geopoint":
            return (record.get(head) or {}).get(rest)
        other = field["typeParameters"]["range"][0]["formId"]
        found = [item for item in self.records[other] if item["_id"] == record.get(head)]
        return self.value(other, found[0], rest) if found else None


class _ActivityInfoHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: ActivityInfo

    def log_message(self, *_: object) -> None:
        pass

    def do_GET(self) -> None:
        match = re.fullmatch(r"/resources/form/(\w+)/schema", self.path)
        schema = self.server.schemas.get(match[1]) if match else None
        self._answer(schema, 404 if schema is None else 200)

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.bodies.append(body)
        form = body["rowSources"][0]["rootFormId"]
        field, wanted = re.fullmatch(r'(\w+) == "(.*)"', body["filter"]).groups()
        rows = [
            {column["id"]: self._cell(form, record, column, body) for column in body["columns"]}
            for record in self.server.records[form]
            if record.get(field) == wanted
        ]
        self._answer(rows if self.path == "/resources/query/rows" else None, 200)

    def _cell(self, form: str, record: dict, column: dict, body: dict):
        value = self.server.value(form, record, column["expression"])
        return value[:128] if isinstance(value, str) and body["truncateStrings"] else value

    def _answer(self, content: object, status: int) -> None:
        self.server.requests.append(self.path)
        if self.server.failing and (failing := self.server.failing.pop(0)):
            content, status = {"code": "FAILING"}, failing
        elif self.headers.get("Authorization") != f"Bearer {self.server.token}":
            content, status = {"code": "AUTHENTICATION_REQUIRED"}, 401
        text = json.dumps(content, ensure_ascii=False).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        self.wfile.write(text)


@contextlib.contextmanager
def running(server: _Server) -> Iterator[_Server]:
    thread = threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join(5)
