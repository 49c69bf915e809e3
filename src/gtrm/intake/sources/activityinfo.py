"""A form in ActivityInfo: the month's records become one CSV file, always written the same way.

Uses GET /resources/form/{id}/schema and POST /resources/query/rows, with a personal API token.
"""

from __future__ import annotations

import csv
import hashlib
import io
import json
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import httpx

from gtrm.intake.sources import web
from gtrm.intake.sources.form_columns import columns_of, field_formula
from gtrm.intake.sources.model import Download, Entry, SourceError

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator, Mapping

    from gtrm.intake.sources.configuration import Limits, Source
    from gtrm.intake.sources.connections import Connection

HOME = "https://www.activityinfo.org"
RECORD_ID, EDITED = "_id", "_lastEditTime"


@contextmanager
def open_source(
    source: Source, connection: Connection, limits: Limits, environ: Mapping[str, str]
) -> Iterator[Form]:
    """Give the form of the source."""
    if bool(source.options.get("month_field")) == bool(source.options.get("filter")):
        raise SourceError(
            "It says not, or twice, which records are the month's.",
            source.name,
            "Give either `month_field` or `filter`.",
        )
    if not connection.password:
        raise SourceError(
            "It has no API token.", source.name, "Put the token as the password of `credentials`."
        )
    url = str(source.options.get("url") or HOME).rstrip("/")
    with web.open_client(source, url, limits, _Bearer(connection.password)) as client:
        yield Form(client, url, source, limits)


class Form:
    """A form as a place that holds one file, or none where the month has no record."""

    def __init__(self, client: httpx.Client, url: str, source: Source, limits: Limits) -> None:
        self.client, self.source, self.limits = client, source, limits
        self.address = f"{url}/resources"
        self.form = str(source.options["form"])
        self.content = b""
        self.edited_at: datetime | None = None

    def entries(self) -> list[Entry]:
        """See `Place`."""
        schema = self._schema(self.form)
        columns = self.source.options.get("columns") or columns_of(schema, self._schema)
        rows = self._query(dict(columns), self._filter(schema))
        if not rows:
            return []
        self.content, self.edited_at = _write_csv(list(columns), rows), _edited_at(rows)
        tag = hashlib.sha256(self.content).hexdigest()
        return [Entry(self.form, f"{self.source.name}_{self.source.month}.csv", None, tag)]

    @contextmanager
    def download(self, entry: Entry, known_tag: str | None) -> Iterator[Download]:
        """See `Place`."""
        yield Download(iter([self.content]), len(self.content), self.edited_at, entry.tag)

    def _filter(self, schema: Mapping[str, Any]) -> str:
        options = self.source.options
        if options.get("filter"):
            return str(options["filter"])
        wanted = json.dumps(options.get("month_value") or self.source.month, ensure_ascii=False)
        return f"{field_formula(schema, str(options['month_field']))} == {wanted}"

    def _schema(self, form: str) -> dict[str, Any]:
        answer = self._ask("GET", f"form/{form}/schema")
        if not isinstance(answer, dict) or not isinstance(answer.get("elements"), list):
            raise self._strange("form's description")
        return answer

    def _query(self, columns: dict[str, str], condition: str) -> list[dict[str, Any]]:
        asked = [RECORD_ID, EDITED, *columns.values()]
        body = {
            "rowSources": [{"rootFormId": self.form}],
            "columns": [{"id": f"c{n}", "expression": text} for n, text in enumerate(asked)],
            "truncateStrings": False,
            "filter": condition,
        }
        answer = self._ask("POST", "query/rows", body)
        if not isinstance(answer, list) or not all(isinstance(row, dict) for row in answer):
            raise self._strange("list of records")
        return answer

    def _ask(self, method: str, path: str, body: object = None) -> Any:  # noqa: ANN401 JSON
        where = f"{self.source.name} > {path}"
        with (
            web.errors(where),
            self.client.stream(method, f"{self.address}/{path}", json=body) as response,
        ):
            web.check(response, where)
            content = web.read(response, where, self.limits)
        try:
            return json.loads(content)
        except ValueError:
            raise self._strange("JSON text") from None

    def _strange(self, expected: str) -> SourceError:
        return SourceError(
            f"The answer is not a {expected}.", self.source.name, "See `url` and `form`."
        )


class _Bearer(httpx.Auth):
    """Sends the token with each request, and shows it nowhere else."""

    def __init__(self, token: str) -> None:
        self._token = token

    def auth_flow(self, request: httpx.Request) -> Generator[httpx.Request, httpx.Response, None]:
        request.headers["Authorization"] = f"Bearer {self._token}"
        yield request


def _write_csv(headers: list[str], rows: list[dict[str, Any]]) -> bytes:
    """Return the records as CSV: columns as in the form, records by id, one line end."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow([*headers, RECORD_ID])
    for row in sorted(rows, key=lambda row: str(row.get("c0"))):
        values = [_text(row.get(f"c{number}")) for number in range(2, len(headers) + 2)]
        writer.writerow([*values, _text(row.get("c0"))])
    return text.getvalue().encode()


def _text(value: Any) -> str:  # noqa: ANN401 a JSON value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    if isinstance(value, dict):
        return json.dumps(value, ensure_ascii=False, sort_keys=True)
    return str(value)


def _edited_at(rows: list[dict[str, Any]]) -> datetime | None:
    times = [row["c1"] for row in rows if isinstance(row.get("c1"), int | float)]
    return datetime.fromtimestamp(max(times), UTC) if times else None
